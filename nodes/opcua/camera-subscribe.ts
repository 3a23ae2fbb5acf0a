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
import { shortfall, subscribe } from './subscription';
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

  async watch(link: Link, ids: Partial<Record<string, NodeId>>): Promise<ClientSubscription[]> {
    const { settings } = this;
    if (!ids.image) throw new Error('no image variable is set');
    const identity = subscribe(link.session, publishingMs);
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
      item.on('changed', (value) => history.add(timeOf(value), value));
    }
    // One picture a publish: several large ones together could pass the message limit.
    const pictures = subscribe(link.session, publishingMs, 1);
    const item = await pictures.monitor(
      { nodeId: ids.image, attributeId: AttributeIds.Value },
      {
        samplingInterval: settings.samplingMs,
        queueSize: settings.queueSize,
        discardOldest: settings.discardOldest,
      },
      TimestampsToReturn.Both,
    );
    item.on('changed', (value) => this.arrived(value));
    const short = shortfall(item, settings);
    if (short) this.note(short);
    return [identity, pictures];
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
      try {
        this.emit(toShot(value, await this.besideAt(timeOf(value)), this.settings));
      } catch (error) {
        this.fail(error);
      }
    });
  }

  private async besideAt(time: number): Promise<BesideValues> {
    const beside = await this.readBeside();
    for (const name of identityNames) {
      const current = beside[name];
      const history = this.histories.get(name);
      if (!current || !history || timeOf(current) <= time) continue;
      const value = await history.at(time, timeOf(current), historyWaitMs);
      if (!value)
        throw new Error(
          `A picture came after its ${name} had already changed, so it cannot be said whose it is; no verdict is given. Write ${name} before the image, or read on trigger.`,
        );
      beside[name] = value;
    }
    return beside;
  }
}
