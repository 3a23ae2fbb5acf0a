import { toCount } from './trigger-id';

export type TriggerKind = 'edge' | 'counter';

export interface Triggered {
  /** Counter value of this trigger as a trigger id, 1..65535; undefined for edges. */
  count?: number;
  /** True for a trigger that was counted but never seen: its picture is gone. */
  missed: boolean;
}

/** More than this many triggers at once is taken for a counter that was reset, not for pictures that were missed. */
const plausibleGap = 100;

const isSet = (value: unknown) =>
  Array.isArray(value) ? value.some((half) => Number(half) !== 0) : Number(value) !== 0;

/**
 * Turns values of a trigger variable into triggers: rising edges of a Boolean, or steps of a counter of any integer
 * type, of which the lower 16 bits count. 0 is never a trigger: a PLC skips it, or starts from it.
 */
export class TriggerEdge {
  private lastTime?: number;

  /** @param last where the counter stood when somebody last looked; triggers since then were missed */
  constructor(
    private readonly kind: TriggerKind,
    private last?: number,
  ) {}

  /** Where the counter stands; undefined for edges, and before the first value. */
  get count(): number | undefined {
    return this.kind === 'counter' ? this.last : undefined;
  }

  /**
   * The first value ever, when nobody has looked before, is where things stand, not a trigger.
   * @param sourceTime when the server's source set the value, milliseconds since the epoch
   */
  next(value: unknown, sourceTime?: number): Triggered[] {
    const now = this.kind === 'edge' ? Number(isSet(value)) : toCount(value);
    if (now === undefined || this.isOld(now, sourceTime)) return [];
    this.lastTime = sourceTime;
    const before = this.last;
    this.last = now;
    if (before === undefined || before === now || now === 0) return [];
    if (this.kind === 'edge') return [{ missed: false }];
    const gap = (now - before + 65536) % 65536;
    if (gap > plausibleGap) return [{ count: now, missed: false }];
    return Array.from({ length: gap }, (_, index) => (before + index + 1) % 65536)
      .filter((count) => count !== 0)
      .map((count) => ({ count, missed: count !== now }));
  }

  /** After a cut a server may send values again that were seen already. A counter that is reset has a newer time. */
  private isOld(now: number, time: number | undefined): boolean {
    if (this.count === undefined || time === undefined || this.lastTime === undefined) return false;
    return time < this.lastTime && (this.count - now + 65536) % 65536 <= plausibleGap;
  }
}
