import type { ClientSubscription, NodeId } from 'node-opcua-client';
import { type CallValues, callCamera } from './camera-method';
import { type CameraNodeIds, type CameraSettings, resolveNodeIds } from './camera-settings';
import { SubscribedCamera } from './camera-subscribe';
import { TriggeredCamera } from './camera-trigger';
import type { Link, LinkState, OpcUaConnection } from './connection';
import { LinkError } from './explain';
import { isFile, readFile } from './file-type';
import { SetUp } from './set-up';
import type { Shot } from './shot';
import { ShotReader } from './shot-reader';
import { endSubscription } from './subscription';

export interface CameraEvents {
  /** `connected` only once pictures are being watched for. */
  changed(state: LinkState): void;
  shot(shot: Shot): void;
  /** A sentence for the operator, once an occasion. */
  trouble(sentence: string): void;
  /** A sentence about something that works less well than it could. */
  note(sentence: string): void;
}

/** Gets pictures out of an OPC UA server in one of three ways, through every reconnect. */
export class CameraLink {
  state: LinkState = 'connecting';
  problem = '';
  private readonly leave: () => void;
  private readonly setUp: SetUp;
  private readonly triggered: TriggeredCamera;
  private readonly subscribed: SubscribedCamera;
  private ids: Partial<Record<keyof CameraNodeIds, NodeId>> = {};
  private reader?: ShotReader;
  private file = false;
  private subscriptions: ClientSubscription[] = [];
  private closed = false;

  /** @param after count of the trigger that was answered last, by the camera before this one */
  constructor(
    private readonly connection: OpcUaConnection,
    private readonly settings: CameraSettings,
    private readonly largestBytes: number,
    private readonly events: CameraEvents,
    after?: number,
  ) {
    const emit = (shot: Shot) => {
      if (!this.closed) events.shot(shot);
    };
    const fail = (error: unknown) => this.failed(error);
    this.triggered = new TriggeredCamera(
      settings,
      (expected) => this.read(expected),
      emit,
      fail,
      events.note,
      after,
    );
    this.subscribed = new SubscribedCamera(settings, () => this.readBeside(), emit, fail, events.note);
    this.setUp = new SetUp(connection, (link, isCurrent) => this.prepare(link, isCurrent));
    this.leave = connection.use({
      opened: (link) => this.setUp.start(link),
      resumed: (link) => this.setUp.resume(link) && this.watching(),
      changed: (state, sentence) => {
        this.state = state === 'connected' ? 'connecting' : state;
        if (sentence) events.trouble(sentence);
        events.changed(this.state);
      },
    });
  }

  /** Count of the trigger that was answered last, when triggers are counted. */
  get lastTrigger(): number | undefined {
    return this.triggered.answered;
  }

  /** Takes a picture now: by calling the method, or by reading the image variable. */
  async shoot(values: CallValues): Promise<Shot> {
    if (this.problem) throw new Error(this.problem);
    if (this.settings.way !== 'method') return this.read();
    const { object, method } = this.ids;
    if (!object || !method) throw new LinkError('The camera is not connected.');
    return callCamera(this.connection, object, method, values);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.leave();
    this.setUp.close();
    const { subscriptions } = this;
    this.subscriptions = [];
    await this.end(subscriptions);
  }

  private async prepare(link: Link, isCurrent: () => boolean): Promise<boolean> {
    const subscriptions: ClientSubscription[] = [];
    this.reader = undefined;
    this.subscriptions = [];
    let problem = '';
    try {
      const ids = resolveNodeIds(this.settings.nodeIds, link.namespaces);
      const file = ids.image !== undefined && (await isFile(link, ids.image));
      if (!isCurrent()) return false;
      this.ids = ids;
      this.file = file;
      this.reader = new ShotReader(this.connection, this.settings, ids);
      await this.watch(link, subscriptions);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    if (!isCurrent() || problem) void this.end(subscriptions);
    if (!isCurrent()) return false;
    if (problem && problem !== this.problem) this.events.trouble(problem);
    this.problem = problem;
    this.subscriptions = problem ? [] : subscriptions;
    this.watching();
    return !problem;
  }

  private async end(subscriptions: ClientSubscription[]): Promise<void> {
    await Promise.all(subscriptions.map((one) => endSubscription(this.connection, one)));
  }

  private watching(): void {
    this.state = this.connection.state;
    this.events.changed(this.state);
  }

  /** Puts every subscription it makes into `made` before it can fail. */
  private async watch(link: Link, made: ClientSubscription[]): Promise<void> {
    const { way, nodeIds } = this.settings;
    if (way === 'trigger') {
      if (!this.ids.trigger) throw new Error('No trigger variable is set.');
      await this.triggered.watch(link, this.ids.trigger, made);
    } else if (way === 'subscribe') {
      if (this.file) {
        throw new Error(
          `${nodeIds.image} is a file, which cannot be subscribed to: read it on a trigger instead.`,
        );
      }
      await this.subscribed.watch(link, this.ids, made);
    }
  }

  private async read(expected?: number): Promise<Shot> {
    const { reader } = this;
    const { image } = this.ids;
    if (!reader || !image) throw new LinkError('The camera is not connected.');
    if (!this.file) return reader.read(expected);
    return reader.readAround(() => readFile(this.connection, image, this.largestBytes), expected);
  }

  private async readBeside() {
    if (!this.reader) throw new LinkError('The camera is not connected.');
    return this.reader.readBeside();
  }

  private failed(error: unknown): void {
    if (this.closed) return;
    this.events.trouble(error instanceof Error ? error.message : String(error));
  }
}
