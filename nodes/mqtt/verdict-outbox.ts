import type { Verdict } from '../../models/verdict';
import { type LossReason, VerdictTally } from '../metrics/verdict-tally';
import { ConnectionLost } from './trouble';

/** The way to the broker, and to the people who watch. */
export interface OutboxPort {
  /** Most verdicts kept, at least 1. */
  capacity: number;
  /** @throws ConnectionLost when it must be tried again, anything else when the broker does not want it */
  send(verdict: Verdict): Promise<void>;
  changed(): void;
  /** Once an outage, at the first verdict that had to go. */
  overflowed(): void;
  rejected(why: Error): void;
}

interface Entry {
  verdict: Verdict;
  late: boolean;
  sending: boolean;
  done: ((error?: Error) => void) | null;
}

/** Verdicts on their way at the same time; brokers commonly take 20. */
const WINDOW = 16;

/**
 * Verdicts that the broker does not have yet, oldest first. It outlives the node: a redeploy hands it to the next one.
 * A verdict leaves when the broker has acknowledged it. When the connection breaks before that nobody knows whether it
 * arrived: it is sent again, marked late, with the same `resultId`.
 */
export class VerdictOutbox {
  private entries: Entry[] = [];
  private port: OutboxPort | null = null;
  private online = false;
  private overflowTold = false;

  /** @param tally what became of the verdicts since the station was first deployed */
  constructor(readonly tally: VerdictTally = new VerdictTally()) {}

  /** Verdicts lost to overflow. */
  get dropped(): number {
    return this.tally.lost.overflow;
  }

  get waiting(): number {
    return this.entries.length;
  }

  attach(port: OutboxPort): void {
    this.port = port;
    this.trim();
  }

  /** Nothing more is sent until the next `attach`. */
  detach(): void {
    this.port = null;
    this.wentOffline();
  }

  /** @param done called when the verdict is with the broker, or safely kept, or refused */
  push(verdict: Verdict, done: (error?: Error) => void): void {
    this.tally.received++;
    this.entries.push({ verdict, late: !this.online, sending: false, done: this.online ? done : null });
    if (!this.online) done();
    this.trim();
    this.pump();
    this.port?.changed();
  }

  wentOnline(): void {
    this.online = true;
    this.pump();
  }

  wentOffline(): void {
    this.online = false;
    for (const entry of this.entries) {
      entry.late = true;
      release(entry);
    }
  }

  /** The oldest go: the PLC can still act on the newest part, the oldest has left the line long ago. */
  private trim(): void {
    while (this.port && this.entries.length > this.port.capacity) {
      const oldest = this.entries.find((entry) => !entry.sending);
      if (!oldest) return;
      this.lose(oldest, 'overflow');
      release(oldest);
      if (!this.overflowTold) this.port.overflowed();
      this.overflowTold = true;
    }
  }

  private pump(): void {
    if (!this.port || !this.online) return;
    for (const entry of this.entries.slice(0, WINDOW)) {
      if (!entry.sending) this.send(entry, this.port);
    }
  }

  private send(entry: Entry, port: OutboxPort): void {
    entry.sending = true;
    const verdict = entry.late ? { ...entry.verdict, late: true } : entry.verdict;
    port.send(verdict).then(
      () => this.arrived(entry, verdict.late === true),
      (error: Error) => this.failed(entry, error),
    );
  }

  private arrived(entry: Entry, late: boolean): void {
    this.remove(entry);
    this.tally.delivered++;
    if (late) this.tally.late++;
    release(entry);
    if (this.entries.length === 0) this.overflowTold = false;
    this.pump();
    this.port?.changed();
  }

  private failed(entry: Entry, error: Error): void {
    entry.sending = false;
    if (error instanceof ConnectionLost) {
      entry.late = true;
      release(entry);
      return;
    }
    this.lose(entry, 'refused');
    if (entry.done) release(entry, error);
    else this.port?.rejected(error);
    this.pump();
    this.port?.changed();
  }

  private lose(entry: Entry, reason: LossReason): void {
    this.remove(entry);
    this.tally.lost[reason]++;
  }

  private remove(entry: Entry): void {
    const index = this.entries.indexOf(entry);
    if (index >= 0) this.entries.splice(index, 1);
  }
}

function release(entry: Entry, error?: Error): void {
  const { done } = entry;
  entry.done = null;
  done?.(error);
}
