export type TriggerKind = 'edge' | 'counter';

export interface Triggered {
  /** Counter value of this trigger; undefined for edges. */
  count?: number;
  /** True for a trigger that was counted but never seen: its picture is gone. */
  missed: boolean;
}

/** More than this many triggers at once is taken for a counter that was reset, not for pictures that were missed. */
const plausibleGap = 100;

/** Turns values of a trigger variable into triggers: rising edges of a Boolean, or steps of a uint16 counter. */
export class TriggerEdge {
  private last?: number;

  constructor(private readonly kind: TriggerKind) {}

  /** The first value ever is where things stand, not a trigger. */
  next(value: unknown): Triggered[] {
    const now = Number(value);
    if (!Number.isFinite(now)) return [];
    const before = this.last;
    this.last = now;
    if (before === undefined || before === now) return [];
    if (this.kind === 'edge') return before === 0 ? [{ missed: false }] : [];
    const gap = (now - before + 65536) % 65536;
    if (gap > plausibleGap) return [{ count: now, missed: false }];
    return Array.from({ length: gap }, (_, index) => ({
      count: (before + index + 1) % 65536,
      missed: index < gap - 1,
    }));
  }
}
