/** How long to wait before the next attempt (ms): `first`, doubled each time, never above `longest`. */
export interface BackoffLimits {
  first: number;
  longest: number;
}

/** Waiting times of an outage, spread by a fifth either way so that many clients do not come back at once. */
export class Backoff {
  private attempts = 0;

  /** @param random 0 <= value < 1 */
  constructor(
    readonly limits: BackoffLimits,
    private readonly random: () => number = Math.random,
  ) {}

  /** Whole milliseconds, at least 1. */
  next(): number {
    const wait = Math.min(this.limits.first * 2 ** this.attempts, this.limits.longest);
    if (wait < this.limits.longest) this.attempts++;
    return Math.max(1, Math.round(wait * (0.8 + 0.4 * this.random())));
  }

  reset(): void {
    this.attempts = 0;
  }
}
