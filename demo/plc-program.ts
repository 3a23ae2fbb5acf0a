/** How a PLC answers a verdict. Real programs differ, and not all of them are good. */
export type AckStyle = 'prompt' | 'slow' | 'never' | 'twice';

export interface PlcOptions {
  /** Milliseconds after its trigger at which a part without a verdict is rejected. */
  timeoutMs: number;
  ackStyle: AckStyle;
  /** Milliseconds that a slow program takes to acknowledge. */
  slowMs: number;
}

/** The variables that the station writes, as the PLC sees them in one scan. */
export interface PlcInputs {
  valid: boolean | number;
  triggerId: number;
  pass: boolean;
  late: boolean;
}

export type Fate = 'accepted' | 'rejected' | 'late' | 'timeout' | 'restarted';

/** What became of one part. */
export interface Decision {
  triggerId: number;
  fate: Fate;
}

/**
 * The program of a PLC that rejects by default, as a state machine that is scanned: parts wait in a row for the
 * verdict with their own trigger id; whatever has none in time is rejected; a verdict for a part that is not waited
 * for is acknowledged and thrown away.
 */
export class PlcProgram {
  readonly counters = { accepted: 0, rejected: 0, timeouts: 0, restarted: 0, stale: 0 };
  private readonly parts: { triggerId: number; until: number }[] = [];
  private ack: boolean | number;
  private handled: boolean | number;
  private readonly rest: boolean | number;
  private readSince = 0;
  /** What a program that acknowledges twice still has to repeat. */
  private repeat: boolean | number | undefined;

  constructor(
    private readonly options: PlcOptions,
    validIsCounter: boolean,
    private readonly decide: (decision: Decision) => void = () => {},
  ) {
    this.rest = validIsCounter ? 0 : false;
    this.ack = this.rest;
    this.handled = this.rest;
  }

  get waiting(): number {
    return this.parts.length;
  }

  trigger(triggerId: number, now: number): void {
    this.parts.push({ triggerId, until: now + this.options.timeoutMs });
  }

  /** One cycle. @returns what ack is set to */
  scan(inputs: PlcInputs, now: number): boolean | number {
    while (this.parts.length > 0 && this.parts[0].until <= now)
      this.settle(this.parts[0].triggerId, 'timeout');
    if (inputs.valid === this.rest) this.release();
    else if (inputs.valid !== this.handled) {
      this.take(inputs);
      this.handled = inputs.valid;
      this.readSince = now;
    }
    if (inputs.valid !== this.rest && this.mayAck(now)) {
      this.ack = inputs.valid;
      this.repeat = this.options.ackStyle === 'twice' ? inputs.valid : undefined;
    }
    return this.ack;
  }

  /** Power off and on: nothing is remembered, and the parts on the belt are rejected. */
  restart(): void {
    while (this.parts.length > 0) this.settle(this.parts[0].triggerId, 'restarted');
    this.ack = this.rest;
    this.handled = this.rest;
    this.repeat = undefined;
  }

  private release(): void {
    const pulse = this.ack === this.rest ? this.repeat : undefined;
    if (pulse !== undefined) this.repeat = undefined;
    this.ack = pulse ?? this.rest;
    this.handled = this.rest;
  }

  private mayAck(now: number): boolean {
    const { ackStyle, slowMs } = this.options;
    return ackStyle !== 'never' && (ackStyle !== 'slow' || now - this.readSince >= slowMs);
  }

  private take({ triggerId, pass, late }: PlcInputs): void {
    if (!this.parts.some((part) => part.triggerId === triggerId)) this.counters.stale += 1;
    else this.settle(triggerId, late ? 'late' : pass ? 'accepted' : 'rejected');
  }

  private settle(triggerId: number, fate: Fate): void {
    const index = this.parts.findIndex((part) => part.triggerId === triggerId);
    this.parts.splice(index, 1);
    if (fate === 'accepted') this.counters.accepted += 1;
    else if (fate === 'timeout') this.counters.timeouts += 1;
    else if (fate === 'restarted') this.counters.restarted += 1;
    else this.counters.rejected += 1;
    this.decide({ triggerId, fate });
  }
}
