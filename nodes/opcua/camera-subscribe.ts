import {
  AttributeIds,
  type ClientSubscription,
  type DataValue,
  type NodeId,
  TimestampsToReturn,
} from 'node-opcua-client';
import type { CameraSettings } from './camera-settings';
import type { Link } from './connection';
import type { Shot } from './shot';
import { type BesideValues, toShot } from './shot-reader';
import { requireWatched, shortfall, subscribe } from './subscription';
import { nobodysId } from './trigger-id';
import { ValueHistory } from './value-history';

const identityNames = ['triggerId', 'partId', 'recipe'] as const;
const publishingMs = 20;
const historyWaitMs = 1000;

const timeOf = (value: DataValue) => (value.sourceTimestamp ?? value.serverTimestamp)?.getTime() ?? 0;

/**
 * Takes every value of an image variable as one picture. Which trigger id, part and recipe belong to it is decided
 * by source timestamps: the last ones that are not newer than the picture.
 */
export class SubscribedCamera {
  private readonly histories = new Map<string, ValueHistory<DataValue>>();
  private last?: DataValue;
  private started = false;
  private order: Promise<void> = Promise.resolve();

  constructor(
    private readonly settings: CameraSettings,
    private readonly readBeside: () => Promise<BesideValues>,
    private readonly emit: (shot: Shot) => void,
    private readonly fail: (error: unknown) => void,
    private readonly note: (sentence: string) => void,
  ) {}

  /** @param made takes the subscriptions, also when they cannot be used. */
  async watch(link: Link, ids: Partial<Record<string, NodeId>>, made: ClientSubscription[]): Promise<void> {
    const { settings } = this;
    if (!ids.image) throw new Error('no image variable is set');
    const identity = subscribe(link.session, publishingMs);
    made.push(identity);
    for (const name of identityNames) {
      const nodeId = ids[name];
      if (!nodeId) continue;
      const history = new ValueHistory<DataValue>();
      this.histories.set(name, history);
      const item = await identity.monitor(
        { nodeId, attributeId: AttributeIds.Value },
        { samplingInterval: settings.samplingMs, queueSize: 100, discardOldest: true },
        TimestampsToReturn.Both,
      );
      requireWatched(item);
      item.on('changed', (value) => history.add(timeOf(value), value));
    }
    // One picture a publish: several large ones together could pass the message limit.
    const pictures = subscribe(link.session, publishingMs, 1);
    made.push(pictures);
    const item = await pictures.monitor(
      { nodeId: ids.image, attributeId: AttributeIds.Value },
      {
        samplingInterval: settings.samplingMs,
        queueSize: settings.queueSize,
        discardOldest: settings.discardOldest,
      },
      TimestampsToReturn.Both,
    );
    requireWatched(item);
    item.on('changed', (value) => this.arrived(value));
    const short = shortfall(item, settings);
    if (short) this.note(short);
  }

  private arrived(value: DataValue): void {
    // What a new subscription brings first is the picture that was there before; after a reconnect it may be new.
    const known = this.last;
    const first = !this.started;
    this.started = true;
    this.last = value;
    if (first || (known && timeOf(known) === timeOf(value) && known.statusCode.equals(value.statusCode)))
      return;
    if (value.statusCode.hasOverflowBit) {
      this.note(
        `The server's queue of ${this.settings.queueSize} pictures overflowed: some are lost. Make the queue larger, or the line slower.`,
      );
    }
    this.order = this.order.then(async () => {
      const { beside, error } = await this.besideAt(timeOf(value));
      const shot = toShot(value, beside, this.settings);
      if (!error) {
        this.emit(shot);
        return;
      }
      const { triggerId = this.settings.nodeIds.triggerId ? nobodysId : undefined } = shot;
      this.emit({ ...shot, triggerId, fault: error.message });
      this.fail(error);
    });
  }

  /** What belongs to a picture of that time, as far as it can be said, and why not all of it can. */
  private async besideAt(time: number): Promise<{ beside: BesideValues; error?: Error }> {
    let beside: BesideValues;
    try {
      beside = await this.readBeside();
    } catch (error) {
      return { beside: {}, error: error instanceof Error ? error : new Error(String(error)) };
    }
    let error: Error | undefined;
    for (const name of identityNames) {
      const current = beside[name];
      const history = this.histories.get(name);
      if (!current || !history || timeOf(current) <= time) continue;
      beside[name] = await history.at(time, timeOf(current), historyWaitMs);
      if (beside[name]) continue;
      error = new Error(
        `A picture came after its ${name} had already changed, so it cannot be said whose it is; it is rejected. Write ${name} before the image, or read on trigger.`,
      );
    }
    return { beside, error };
  }
}
