/**
 * How one verdict after another is put in front of a PLC. Pure: no clock, no network; whoever runs it performs
 * the actions of `next()` and reports what became of them.
 *
 * latched       data -> valid changes; done. Values stay until the next verdict.
 * acknowledged  data -> valid set -> PLC copies valid to ack -> valid cleared -> PLC clears ack -> next.
 *
 * Valid is written last and only after every data field was accepted, so a PLC that looks at the data only when
 * valid changes never sees half a verdict.
 */
export type HandshakeMode = 'latched' | 'acknowledged';

/** `toggle`: a Boolean. `counter`: the trigger id is echoed in valid itself, 0 means "nothing there". */
export type ValidKind = 'toggle' | 'counter';
export type ValidValue = boolean | number;

export interface HandshakeOptions {
  mode: HandshakeMode;
  valid: ValidKind;
  /** Verdicts that may wait behind the one in front of the PLC; at least 1. */
  queueLimit: number;
  /** Milliseconds from a frame's arrival to the write; 0 means no deadline. */
  deadlineMs: number;
  /** Milliseconds that the PLC may take to acknowledge, or to take its acknowledgement back. */
  ackTimeoutMs: number;
  /** Milliseconds for which a latched verdict stands before the next may replace it. */
  holdMs: number;
}

/** A verdict on its way; `T` is whatever the caller needs to write and to finish it. */
export interface Entry<T> {
  triggerId: number;
  /** When the frame arrived, milliseconds on the clock that every `now` is taken from; not one that can be set. */
  receivedAt: number;
  item: T;
}

export type Action<T> =
  | { kind: 'write'; entry: Entry<T>; valid: ValidValue; lateMs: number }
  | { kind: 'clear'; valid: ValidValue };

export type Outcome<T> =
  | { kind: 'delivered'; entry: Entry<T>; lateMs: number }
  | { kind: 'overflow'; entry: Entry<T> }
  | { kind: 'refused'; entry: Entry<T>; reason: string };

/** What the valid and ack variables hold; `ack` is not read in latched mode. */
export interface Observation {
  valid: ValidValue;
  ack?: ValidValue;
}

export type Phase = 'offline' | 'idle' | 'writing' | 'offered' | 'clearing' | 'releasing';

export class Handshake<T> {
  private phaseNow: Phase = 'offline';
  private readonly waiting: Entry<T>[] = [];
  private current: Entry<T> | null = null;
  /** Was in front of the PLC and goes there again, whatever waits; the PLC may have seen it, so it never overflows. */
  private returned: Entry<T> | null = null;
  private currentLateMs = 0;
  /** What valid holds, or will hold once the write in progress is through. */
  private validNow: ValidValue;
  private validBefore: ValidValue;
  private ackNow: ValidValue;
  /** A write or a clear was handed out and its fate is not known yet. */
  private inFlight = false;
  private since = 0;
  private writtenAt = Number.NEGATIVE_INFINITY;
  private steps = 0;
  private timeoutTold = false;
  private readonly rest: ValidValue;

  constructor(
    private readonly options: HandshakeOptions,
    private readonly finish: (outcome: Outcome<T>) => void,
  ) {
    this.rest = options.valid === 'toggle' ? false : 0;
    this.validNow = this.rest;
    this.validBefore = this.rest;
    this.ackNow = this.rest;
  }

  get phase(): Phase {
    return this.phaseNow;
  }

  /** Grows with every action and change of phase: a reading begun before it grew is out of date. */
  get generation(): number {
    return this.steps;
  }

  /** Verdicts that the PLC has not taken yet, the one in front of it included. */
  get pending(): number {
    return this.waiting.length + (this.current || this.returned ? 1 : 0);
  }

  get full(): boolean {
    return this.waiting.length >= this.options.queueLimit;
  }

  /** Everything not delivered yet, oldest first, for a successor of this handshake. */
  drain(): Entry<T>[] {
    this.requeue();
    const left = this.returned ? [this.returned, ...this.waiting] : [...this.waiting];
    this.waiting.length = 0;
    this.returned = null;
    return left;
  }

  /** Queues a verdict. When the queue is full the oldest waiting one goes: its deadline is the nearest to gone. */
  add(entry: Entry<T>): void {
    if (this.options.valid === 'counter' && entry.triggerId === 0) {
      const reason = 'its trigger id is 0, which means "no verdict" in the valid counter; count from 1';
      this.finish({ kind: 'refused', entry, reason });
      return;
    }
    if (this.full) {
      const oldest = this.waiting.shift();
      if (oldest) this.finish({ kind: 'overflow', entry: oldest });
    }
    this.waiting.push(entry);
  }

  /** The link is up (again), and this is what the variables hold. */
  online(seen: Observation, now: number): void {
    this.inFlight = false;
    this.steps += 1;
    this.ackNow = seen.ack ?? this.rest;
    const target = this.validNow;
    this.validNow = seen.valid;
    if (this.options.mode === 'latched') {
      // A write whose fate is unknown is repeated: whoever reads matches the trigger id.
      this.requeue();
      this.enter('idle', now);
    } else if (seen.valid === this.rest) {
      this.requeue();
      this.enter('releasing', now);
    } else if (this.current && seen.valid === target) this.enter('offered', now);
    else {
      // Left there by an earlier run, or taken and not cleared yet: nothing new before it is gone.
      this.requeue();
      this.enter('clearing', now);
    }
    this.settle(now);
  }

  offline(): void {
    this.phaseNow = 'offline';
    this.inFlight = false;
  }

  /** Valid and ack were read, in one call begun after the last action went through. */
  observe(seen: Observation, now: number): void {
    if (this.phaseNow === 'offline' || this.inFlight || this.options.mode === 'latched') return;
    this.ackNow = seen.ack ?? this.rest;
    const taken = this.phaseNow === 'offered' && this.ackNow === this.validNow;
    if (!taken && seen.valid !== this.validNow) {
      // Somebody else (a restarted PLC program) changed valid. An unread verdict is offered once more.
      this.validNow = seen.valid;
      this.requeue();
      this.enter(seen.valid === this.rest ? 'releasing' : 'clearing', now);
    }
    this.settle(now);
  }

  /** What to do now; null while there is nothing, or while an action is still being performed. */
  next(now: number): Action<T> | null {
    if (this.inFlight) return null;
    if (this.phaseNow === 'clearing') {
      this.inFlight = true;
      this.steps += 1;
      return { kind: 'clear', valid: this.rest };
    }
    if (this.phaseNow !== 'idle' || this.pending === 0) return null;
    if (this.options.mode === 'acknowledged' && this.ackNow !== this.rest) {
      this.enter('releasing', now);
      return null;
    }
    if (this.options.mode === 'latched' && now - this.writtenAt < this.options.holdMs) return null;
    const entry = this.returned ?? this.waiting.shift();
    if (!entry) return null;
    this.returned = null;
    this.current = entry;
    this.currentLateMs = this.lateBy(entry, now);
    this.validBefore = this.validNow;
    this.validNow = this.validFor(entry);
    this.inFlight = true;
    this.enter('writing', now);
    return { kind: 'write', entry, valid: this.validNow, lateMs: this.currentLateMs };
  }

  /**
   * Asked after the data fields and before valid: when the deadline passed meanwhile the verdict goes back to the
   * head of the queue, to be written anew as a late one, and valid must not be written.
   */
  overtaken(now: number): boolean {
    if (!this.current || this.currentLateMs > 0 || this.lateBy(this.current, now) === 0) return false;
    this.inFlight = false;
    this.validNow = this.validBefore;
    this.requeue();
    this.enter('idle', now);
    return true;
  }

  /** The action handed out last went through. */
  done(now: number): void {
    this.inFlight = false;
    if (this.phaseNow === 'clearing') {
      this.validNow = this.rest;
      this.enter('releasing', now);
    } else if (this.phaseNow === 'writing') {
      this.writtenAt = now;
      if (this.options.mode === 'latched') {
        this.deliver();
        this.enter('idle', now);
      } else this.enter('offered', now);
    }
  }

  /** The server answered that it will not take this verdict; trying again would not help. */
  refuse(reason: string, now: number): void {
    this.inFlight = false;
    if (this.phaseNow !== 'writing' || !this.current) return;
    const entry = this.current;
    this.current = null;
    this.validNow = this.validBefore;
    this.enter('idle', now);
    this.finish({ kind: 'refused', entry, reason });
  }

  /** The trigger id that the PLC has kept waiting for too long, once an occasion; undefined otherwise. */
  overdue(now: number): { triggerId: number | null } | undefined {
    const waitingForPlc = this.phaseNow === 'offered' || this.phaseNow === 'releasing';
    if (!waitingForPlc || this.timeoutTold || now - this.since < this.options.ackTimeoutMs) return undefined;
    this.timeoutTold = true;
    return { triggerId: this.current?.triggerId ?? null };
  }

  /** When `next` or `overdue` may have something new without anything being reported; undefined for never. */
  wakeAt(): number | undefined {
    if (this.inFlight) return undefined;
    if (this.phaseNow === 'idle' && this.pending > 0) return this.writtenAt + this.options.holdMs;
    if ((this.phaseNow === 'offered' || this.phaseNow === 'releasing') && !this.timeoutTold) {
      return this.since + this.options.ackTimeoutMs;
    }
    return undefined;
  }

  private settle(now: number): void {
    if (this.phaseNow === 'offered' && this.ackNow === this.validNow) {
      this.deliver();
      this.enter('clearing', now);
    } else if (this.phaseNow === 'releasing' && this.ackNow === this.rest) this.enter('idle', now);
  }

  private deliver(): void {
    const entry = this.current;
    this.current = null;
    if (entry) this.finish({ kind: 'delivered', entry, lateMs: this.currentLateMs });
  }

  private requeue(): void {
    if (this.current) this.returned = this.current;
    this.current = null;
  }

  private validFor(entry: Entry<T>): ValidValue {
    if (this.options.valid === 'counter') return entry.triggerId;
    return this.options.mode === 'acknowledged' ? true : !this.validNow;
  }

  private lateBy(entry: Entry<T>, now: number): number {
    if (this.options.deadlineMs <= 0) return 0;
    const age = now - entry.receivedAt;
    return age > this.options.deadlineMs ? age : 0;
  }

  private enter(phase: Phase, now: number): void {
    if (this.phaseNow === phase) return;
    this.phaseNow = phase;
    this.steps += 1;
    this.since = now;
    this.timeoutTold = false;
  }
}
