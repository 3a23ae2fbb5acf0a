import type { ClientSubscription } from 'node-opcua-client';
import type { VerdictMessage } from '../messages';
import type { Link, LinkState, OpcUaConnection } from './connection';
import { LinkError } from './explain';
import { HandOver } from './hand-over';
import { type Action, type Entry, Handshake, type HandshakeOptions, type Outcome } from './handshake';
import { Heartbeat } from './heartbeat';
import { type Bits, PlcBits } from './plc-bits';
import { type MethodSettings, PlcMethod } from './plc-method';
import { type PlcWriter, WriteRefused } from './plc-writer';
import { PollPace } from './poll-pace';
import { preparePlc } from './prepare-plc';
import { Rounds } from './rounds';
import { SetUp } from './set-up';
import { SideWriter } from './side-writer';
import { endSubscription } from './subscription';
import type { FieldMap } from './variables';

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

const retryMs = 500;
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
  private readonly handOver: HandOver;
  private readonly side: SideWriter;
  private readonly bits: PlcBits;
  private readonly heartbeat: Heartbeat;
  private readonly leave: () => void;
  private readonly setUp: SetUp;
  private ackWatch?: ClientSubscription;
  private stationReady = true;
  private told = '';
  private lookDue = false;
  private onlineDue = false;
  private readonly rounds: Rounds;
  private readonly pace = new PollPace();

  constructor(
    private readonly connection: OpcUaConnection,
    private readonly settings: PlcSettings,
    private readonly events: PlcEvents,
  ) {
    this.handshake = new Handshake(settings, (outcome) => events.finished(outcome));
    if (settings.method) this.method = new PlcMethod(settings.method);
    this.rounds = new Rounds(
      () => this.step(),
      (error) => this.failed(error),
      () => this.rested(),
    );
    this.handOver = new HandOver(
      connection,
      this.method,
      settings.deadlineMs,
      () => this.rounds.closed || this.handshake.overtaken(performance.now()),
    );
    this.side = new SideWriter(connection, (sentence) => {
      events.trouble(sentence);
      events.changed();
    });
    this.bits = new PlcBits(this.side);
    this.heartbeat = new Heartbeat(settings.heartbeatMs, (count) => this.beat(count));
    this.setUp = new SetUp(connection, (link, isCurrent) => this.prepare(link, isCurrent));
    this.leave = connection.use({
      opened: (link) => this.setUp.start(link),
      resumed: (link) => this.setUp.resume(link) && this.goOnline(),
      changed: (state, sentence) => this.linkChanged(state, sentence),
    });
  }

  /** Why a bit or the heartbeat is not written while verdicts are; empty when all is well. */
  get refusal(): string {
    return this.side.refusal;
  }

  add(entry: VerdictEntry): void {
    this.handshake.add(entry);
    this.rounds.ask();
  }

  /** Whether the station behind this link judges frames at all; shows in the ready bit. */
  setStationReady(ready: boolean): void {
    this.stationReady = ready;
    this.rounds.ask();
  }

  /**
   * Stops, tells the PLC "not ready" if it can still be told, and hands back what was not delivered. A request under
   * way is waited for, so that valid is not set for a verdict that is handed back as well.
   */
  close(): Promise<VerdictEntry[]> {
    const closing = this.leaveInOrder();
    this.connection.closeAfter(closing);
    return closing;
  }

  private async leaveInOrder(): Promise<VerdictEntry[]> {
    const stopped = this.rounds.close(closingMs);
    this.heartbeat.stop();
    this.setUp.close();
    this.leave();
    await stopped;
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
      this.bits.forget();
    }
    if (sentence) this.events.trouble(sentence);
    this.events.changed();
  }

  private async prepare(link: Link, isCurrent: () => boolean): Promise<boolean> {
    const before = this.problems.join('\n');
    // Node ids of an earlier session may mean other variables in this one.
    this.writer = undefined;
    const { problems, writer, ackWatch } = await preparePlc(
      this.connection,
      link,
      this.settings,
      this.method,
      () => this.ackChanged(),
    );
    if (!isCurrent()) {
      if (ackWatch) void endSubscription(this.connection, ackWatch);
      return false;
    }
    this.problems = problems;
    this.writer = writer;
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

  /** Only says that it is time to look: decisions are made on readings begun after the last write. */
  private ackChanged(): void {
    this.lookDue = true;
    this.rounds.ask();
  }

  private goOnline(): void {
    if (!this.writer || this.rounds.closed) return;
    this.onlineDue = true;
    this.heartbeat.start();
    this.rounds.ask();
  }

  /** The link broke, or one request failed: what was written is unknown until valid and ack are read again. */
  private failed(error: unknown): void {
    if (!(error instanceof LinkError)) this.tellOnce(error);
    this.handshake.offline();
    this.onlineDue = true;
  }

  private rested(): void {
    if (this.problems.length > 0) this.refuseWaiting();
    this.sleep();
    this.events.changed();
  }

  /** One action, and what has to be known and told before it. */
  private async step(): Promise<void> {
    const { writer } = this;
    if (!writer || this.connection.state !== 'connected') return;
    if (this.onlineDue) {
      const seen = await this.connection.request('Read', (link) => writer.observe(link));
      this.onlineDue = false;
      this.handshake.online(seen, performance.now());
    } else if (this.lookDue) {
      this.lookDue = false;
      const seen = await this.connection.request('Read', (link) => writer.observe(link));
      this.handshake.observe(seen, performance.now());
    }
    if (await this.bits.write(writer, this.wantedBits())) {
      // A verdict may have come meanwhile: busy has to be told before it is written.
      this.rounds.ask();
      return;
    }
    const action = this.handshake.next(performance.now());
    if (action) {
      await this.perform(action, writer);
      this.rounds.ask();
    }
    this.tellOverdue();
  }

  private wantedBits(): Bits {
    const { phase, full, pending } = this.handshake;
    return { busy: pending > 0, ready: this.stationReady && phase !== 'offline' && !full };
  }

  private async perform(action: Action<VerdictMessage>, writer: PlcWriter): Promise<void> {
    try {
      if (!(await this.handOver.perform(action, writer))) return;
      this.handshake.done(performance.now());
      this.told = '';
    } catch (error) {
      if (action.kind === 'clear') throw error;
      const refused = error instanceof WriteRefused;
      if (!refused && (error instanceof LinkError || !this.handOver.failsForGood(action.entry))) throw error;
      this.handshake.refuse(error instanceof Error ? error.message : String(error), performance.now());
      // Whether an attempt that failed otherwise has set valid has to be read.
      this.onlineDue ||= !refused;
    }
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
      const { triggerId } = overdue;
      const { pending } = this.handshake;
      const { ackTimeoutMs } = this.settings;
      this.events.trouble(
        triggerId === null
          ? `The PLC did not take its acknowledgement back within ${ackTimeoutMs} ms; ${pending} verdicts wait.`
          : `The PLC did not acknowledge verdict ${triggerId} within ${ackTimeoutMs} ms; ${pending - 1} more wait behind it.`,
      );
    } else if (this.handshake.phase === 'idle') this.overdue = false;
  }

  private sleep(): void {
    if (this.rounds.closed || !this.writer || this.connection.state !== 'connected') return;
    const now = performance.now();
    const { phase } = this.handshake;
    const waitsForPlc = phase === 'offered' || phase === 'releasing';
    const due = [this.handshake.wakeAt(), this.bits.wakeAt()].filter((at) => at !== undefined);
    const delays = [
      ...(this.onlineDue ? [retryMs] : []),
      ...(waitsForPlc ? [this.pace.next(this.handshake.generation)] : []),
      ...due.map((at) => Math.max(at - now, 1)),
    ];
    if (delays.length === 0) return;
    this.rounds.wakeIn(Math.min(...delays), () => {
      this.lookDue ||= waitsForPlc;
      this.rounds.ask();
    });
  }

  private beat(count: number): void {
    const { writer } = this;
    // A PLC that restarted has lost the bits too.
    this.bits.forget();
    this.rounds.ask();
    if (!writer?.has('heartbeat')) return;
    this.side.write(writer, 'heartbeat', { heartbeat: count }).catch(() => {});
  }
}
