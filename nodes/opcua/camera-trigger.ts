import { AttributeIds, type ClientSubscription, type NodeId, TimestampsToReturn } from 'node-opcua-client';
import type { CameraSettings } from './camera-settings';
import type { Link } from './connection';
import { failedShot, type Shot } from './shot';
import { requireWatched, shortfall, subscribe } from './subscription';
import { TriggerEdge, type Triggered } from './trigger-edge';
import { nobodysId } from './trigger-id';

const publishingMs = 10;
const noImage = Buffer.alloc(0);

/** Reads a picture whenever the trigger variable says so, one after another in the order of the triggers. */
export class TriggeredCamera {
  private readonly edge: TriggerEdge;
  private reading: Promise<void> = Promise.resolve();
  private lastId?: number;
  /** Count of the last trigger that was answered, or where the counter stood at first. */
  answered?: number;

  /** @param after the trigger that the camera before this one answered last */
  constructor(
    private readonly settings: CameraSettings,
    private readonly read: (expected?: number) => Promise<Shot>,
    private readonly emit: (shot: Shot) => void,
    private readonly fail: (error: unknown) => void,
    private readonly note: (sentence: string) => void,
    after?: number,
  ) {
    this.answered = after;
    this.edge = new TriggerEdge(settings.triggerKind, settings.triggerKind === 'counter' ? after : undefined);
  }

  /** @param made takes the subscription, also when it cannot be used. */
  async watch(link: Link, trigger: NodeId, made: ClientSubscription[]): Promise<void> {
    const { settings } = this;
    const subscription = subscribe(link.session, publishingMs);
    made.push(subscription);
    const item = await subscription.monitor(
      { nodeId: trigger, attributeId: AttributeIds.Value },
      {
        samplingInterval: settings.samplingMs,
        queueSize: settings.queueSize,
        discardOldest: settings.discardOldest,
      },
      TimestampsToReturn.Both,
    );
    requireWatched(item);
    item.on('changed', (value) => {
      if (!value.statusCode.isGood()) return;
      for (const triggered of this.edge.next(value.value?.value, value.sourceTimestamp?.getTime()))
        this.queue(triggered);
      this.answered ??= this.edge.count;
    });
    const short = shortfall(item, settings);
    if (short) this.note(short);
  }

  private queue(triggered: Triggered): void {
    this.reading = this.reading.then(async () => {
      try {
        this.take(await this.shoot(triggered), triggered);
      } catch (error) {
        this.failed(error, triggered);
      }
      this.answered = triggered.count;
    });
  }

  private async shoot(triggered: Triggered): Promise<Shot> {
    if (!triggered.missed) return this.read(triggered.count);
    const fault = `trigger ${triggered.count} was counted but not seen in time; its picture is gone`;
    return { image: noImage, triggerId: triggered.count, fault };
  }

  private take(shot: Shot, triggered: Triggered): void {
    // Two edges that find the same trigger id saw the same picture: only one of them may answer for it.
    const mapped = triggered.count === undefined && this.settings.nodeIds.triggerId !== '';
    if (mapped && shot.triggerId !== undefined && shot.triggerId === this.lastId) {
      this.fail(
        new Error(
          `Two triggers found trigger id ${shot.triggerId}: the second is ignored, its part gets no verdict.`,
        ),
      );
      return;
    }
    this.lastId = shot.triggerId;
    this.emit(shot);
  }

  /** A trigger whose picture cannot be read gets its verdict all the same. */
  private failed(error: unknown, triggered: Triggered): void {
    this.emit(
      failedShot(error, triggered.count ?? (this.settings.nodeIds.triggerId ? nobodysId : undefined)),
    );
    this.fail(error);
  }
}
