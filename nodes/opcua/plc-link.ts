import { AttributeIds, type ClientSubscription, TimestampsToReturn } from 'node-opcua-client';
import type { VerdictMessage } from '../messages';
import type { Link, LinkState, OpcUaConnection } from './connection';
import { defer } from './deferred';
import { LinkError } from './explain';
import { type Action, type Entry, Handshake, type HandshakeOptions, type Outcome } from './handshake';
import { Heartbeat } from './heartbeat';
import { asLate } from './late';
import { type MethodSettings, PlcMethod } from './plc-method';
import { PlcWriter, WriteRefused } from './plc-writer';
import { SetUp } from './set-up';
import { endSubscription, subscribe } from './subscription';
import { checkMap, type FieldMap } from './variables';

export interface PlcSettings extends HandshakeOptions {
  variables: FieldMap;
  /** When given, verdicts are handed over by this method and no variable but the bits is written. */
  method?: MethodSettings;
  heartbeatMs: number;
}

export type VerdictEntry = Entry<VerdictMessage>;

export interface PlcEvents {
  /** The link or what waits behind it changed. */
  changed(): void;
  finished(outcome: Outcome<VerdictMessage>): void;
  /** Sentences worth the operator's attention, told once an occasion. */
  trouble(sentence: string): void;
}

/** A PLC answers within a few scans, long before the server publishes: ask soon, then less and less often. */
const firstPollMs = 5;
const slowestPollMs = 250;
const retryMs = 500;
const publishingMs = 20;
/** Failed attempts after which a verdict makes room for the next one. */
const mostTries = 3;
/** How long a closing node waits for the request under way. */
const closingMs = 2000;

/** Runs a handshake over an OPC UA connection: performs its actions one after another and tells it what became of them. */
export class PlcLink {
  readonly handshake: Handshake<VerdictMessage>;
  state: LinkState = 'connecting';
  /** Why nothing can be written though the server is there; empty when all is well. */
  problems: string[] = [];
  overdue = false;
  private writer?: PlcWriter;
  private readonly method?: PlcMethod;
  private readonly heartbeat: Heartbeat;
  private readonly leave: () => void;
  private readonly setUp: SetUp;
  private ackWatch?: ClientSubscription;
  private failing?: { entry: VerdictEntry; tries: number };
  private loop: Promise<void> = Promise.resolve();
  private stationReady = true;
  private bits = '';
  private told = '';
  private running = false;
  private again = false;
  private lookDue = false;
  private onlineDue = false;
  private timer?: NodeJS.Timeout;
  private pollMs = firstPollMs;
  private polledAt = -1;
  private closed = false;

  constructor(
    private readonly connection: OpcUaConnection,
    private readonly settings: PlcSettings,
    private readonly events: PlcEvents,
  ) {
    this.handshake = new Handshake(settings, (outcome) => events.finished(outcome));
    if (settings.method) this.method = new PlcMethod(settings.method);
    this.heartbeat = new Heartbeat(settings.heartbeatMs, (count) => this.beat(count));
    this.setUp = new SetUp(connection, (link, isCurrent) => this.prepare(link, isCurrent));
    this.leave = connection.use({
      opened: (link) => this.setUp.start(link),
      resumed: (link) => this.setUp.resume(link) && this.goOnline(),
      changed: (state, sentence) => this.linkChanged(state, sentence),
    });
  }

  add(entry: VerdictEntry): void {
    this.handshake.add(entry);
    this.run();
  }

  /** Whether the station behind this link judges frames at all; shows in the ready bit. */
  setStationReady(ready: boolean): void {
    this.stationReady = ready;
    this.run();
  }

  /**
   * Stops, tells the PLC "not ready" if it can still be told, and hands back what was not delivered. A request under
   * way is waited for, so that valid is not set for a verdict that is handed back as well.
   */
  async close(): Promise<VerdictEntry[]> {
    this.closed = true;
    clearTimeout(this.timer);
    this.heartbeat.stop();
    this.setUp.close();
    this.leave();
    const patience = defer<void>();
    const timer = setTimeout(patience.resolve, closingMs);
    await Promise.race([this.loop, patience.promise]);
    clearTimeout(timer);
    const left = this.handshake.drain();
    const { writer, ackWatch } = this;
    if (this.connection.state === 'connected') {
      await Promise.all([
        ackWatch && endSubscription(this.connection, ackWatch),
        writer &&
          this.connection
            .request('Write', (link) => writer.writeFields(link, { ready: false, busy: false }))
            .catch(() => {}),
      ]);
    }
    return left;
  }

  private linkChanged(state: LinkState, sentence?: string): void {
    this.state = state;
    if (state !== 'connected') {
      this.handshake.offline();
      this.heartbeat.stop();
      this.bits = '';
    }
    if (sentence) this.events.trouble(sentence);
    this.events.changed();
  }

  private async prepare(link: Link, isCurrent: () => boolean): Promise<boolean> {
    const before = this.problems.join('\n');
    let problems: string[];
    let writer: PlcWriter | undefined;
    let ackWatch: ClientSubscription | undefined;
    // Node ids of an earlier session may mean other variables in this one.
    this.writer = undefined;
    try {
      const checked = await checkMap(link, this.settings.variables, this.settings.valid);
      problems = [...checked.problems, ...((await this.method?.check(link)) ?? [])];
      const ack = checked.targets.get('ack');
      if (problems.length === 0) {
        writer = new PlcWriter(checked.targets, this.settings.valid);
        if (ack) ackWatch = await this.watchAck(link, ack.nodeId.toString());
      }
    } catch (error) {
      problems = [error instanceof Error ? error.message : String(error)];
    }
    if (!isCurrent()) {
      if (ackWatch) void endSubscription(this.connection, ackWatch);
      return false;
    }
    this.problems = problems;
    this.writer = problems.length === 0 ? writer : undefined;
    this.ackWatch = ackWatch;
    if (problems.join('\n') !== before) for (const problem of problems) this.events.trouble(problem);
    this.events.changed();
    if (problems.length > 0) this.refuseWaiting();
    else this.goOnline();
    return problems.length === 0;
  }

  private refuseWaiting(): void {
    const reason = this.problems.join(' ');
    for (const entry of this.handshake.drain()) this.events.finished({ kind: 'refused', entry, reason });
  }

  /** A change of ack only says that it is time to look: decisions are made on readings begun after the last write. */
  private async watchAck(link: Link, nodeId: string): Promise<ClientSubscription> {
    const subscription = subscribe(link.session, publishingMs);
    try {
      const item = await subscription.monitor(
        { nodeId, attributeId: AttributeIds.Value },
        { samplingInterval: 10, queueSize: 1, discardOldest: true },
        TimestampsToReturn.Neither,
      );
      item.on('changed', () => {
        this.lookDue = true;
        this.run();
      });
    } catch (error) {
      void endSubscription(this.connection, subscription);
      throw error;
    }
    return subscription;
  }

  private goOnline(): void {
    if (!this.writer || this.closed) return;
    this.onlineDue = true;
    this.heartbeat.start();
    this.run();
  }

  /** One action after another; calls that come meanwhile make it go round once more. */
  private run(): void {
    if (this.closed) return;
    this.again = true;
    if (this.running) return;
    this.running = true;
    clearTimeout(this.timer);
    this.loop = this.goRound();
  }

  private async goRound(): Promise<void> {
    try {
      while (this.again && !this.closed) {
        this.again = false;
        if (!this.writer || this.connection.state !== 'connected') break;
        await this.step(this.writer);
      }
    } catch (error) {
      // The link broke, or one request failed: what was written is unknown until valid and ack are read again.
      if (!(error instanceof LinkError)) this.tellOnce(error);
      this.handshake.offline();
      this.onlineDue = true;
    } finally {
      this.running = false;
      if (this.problems.length > 0) this.refuseWaiting();
      this.sleep();
      this.events.changed();
    }
  }

  private async step(writer: PlcWriter): Promise<void> {
    if (this.onlineDue) {
      const seen = await this.connection.request('Read', (link) => writer.observe(link));
      this.onlineDue = false;
      this.handshake.online(seen, performance.now());
    } else if (this.lookDue) {
      this.lookDue = false;
      const seen = await this.connection.request('Read', (link) => writer.observe(link));
      this.handshake.observe(seen, performance.now());
    }
    if (await this.writeBits(writer)) {
      // A verdict may have come meanwhile: busy has to be told before it is written.
      this.again = true;
      return;
    }
    const action = this.handshake.next(performance.now());
    if (action) {
      await this.perform(action, writer);
      this.again = true;
    }
    this.tellOverdue();
  }

  private async perform(action: Action<VerdictMessage>, writer: PlcWriter): Promise<void> {
    try {
      if (action.kind === 'clear') {
        await this.connection.request('Write', (link) => writer.writeValid(link, action.valid));
      } else {
        const { payload } = action.entry.item;
        const verdict =
          action.lateMs > 0 ? asLate(payload, action.lateMs, this.settings.deadlineMs) : payload;
        if (this.method) {
          const { method } = this;
          await this.connection.request('Call', (link) => method.call(link, verdict));
        } else {
          await this.connection.request('Write', (link) => writer.writeData(link, verdict));
          if (this.closed || this.handshake.overtaken(performance.now())) return;
          await this.connection.request('Write', (link) => writer.writeValid(link, action.valid));
        }
      }
      this.handshake.done(performance.now());
      this.told = '';
    } catch (error) {
      if (action.kind === 'clear') throw error;
      const refused = error instanceof WriteRefused;
      if (!refused && (error instanceof LinkError || !this.failsForGood(action.entry))) throw error;
      this.handshake.refuse(error instanceof Error ? error.message : String(error), performance.now());
      // Whether an attempt that failed otherwise has set valid has to be read.
      this.onlineDue ||= !refused;
    }
  }

  /** A verdict that cannot be written must not hold up those behind it for ever. */
  private failsForGood(entry: VerdictEntry): boolean {
    const before = this.failing?.entry === entry ? this.failing.tries : 0;
    this.failing = { entry, tries: before + 1 };
    return this.failing.tries >= mostTries;
  }

  /** @returns whether there was anything to write. */
  private async writeBits(writer: PlcWriter): Promise<boolean> {
    const busy = this.handshake.pending > 0;
    const ready = this.stationReady && this.handshake.phase !== 'offline' && !this.handshake.full;
    const bits = `${busy} ${ready}`;
    if (bits === this.bits) return false;
    await this.connection.request('Write', (link) => writer.writeFields(link, { busy, ready }));
    this.bits = bits;
    return true;
  }

  private tellOnce(error: unknown): void {
    const sentence = `The PLC cannot be written to: ${error instanceof Error ? error.message : error}. Tried again every ${retryMs} ms.`;
    if (sentence !== this.told) this.events.trouble(sentence);
    this.told = sentence;
  }

  private tellOverdue(): void {
    const overdue = this.handshake.overdue(performance.now());
    if (overdue) {
      this.overdue = true;
      const which = overdue.triggerId === null ? 'its acknowledgement back' : `verdict ${overdue.triggerId}`;
      this.events.trouble(
        overdue.triggerId === null
          ? `The PLC did not take ${which} within ${this.settings.ackTimeoutMs} ms; ${this.handshake.pending} verdicts wait.`
          : `The PLC did not acknowledge ${which} within ${this.settings.ackTimeoutMs} ms; ${this.handshake.pending - 1} more wait behind it.`,
      );
    } else if (this.handshake.phase === 'idle') this.overdue = false;
  }

  private sleep(): void {
    if (this.closed || !this.writer || this.connection.state !== 'connected') return;
    const now = performance.now();
    const { phase } = this.handshake;
    const waitsForPlc = phase === 'offered' || phase === 'releasing';
    const wake = this.handshake.wakeAt();
    const delays = [
      ...(this.onlineDue ? [retryMs] : []),
      ...(waitsForPlc ? [this.nextPoll()] : []),
      ...(wake === undefined ? [] : [Math.max(wake - now, 1)]),
    ];
    if (delays.length === 0) return;
    this.timer = setTimeout(
      () => {
        this.lookDue ||= waitsForPlc;
        this.run();
      },
      Math.min(...delays),
    );
  }

  private nextPoll(): number {
    const { generation } = this.handshake;
    this.pollMs = generation === this.polledAt ? Math.min(this.pollMs * 2, slowestPollMs) : firstPollMs;
    this.polledAt = generation;
    return this.pollMs;
  }

  private beat(count: number): void {
    const { writer } = this;
    // A PLC that restarted has lost the bits too.
    this.bits = '';
    this.run();
    if (!writer?.has('heartbeat')) return;
    this.connection
      .request('Write', (link) => writer.writeFields(link, { heartbeat: count }))
      .catch(() => {});
  }
}
