const SECONDS = 60;

/** Counts events of the last minute, second by second. Times are milliseconds since the epoch. */
export class RateMeter {
  private readonly counts = new Float64Array(SECONDS);
  /** The second that each count belongs to. */
  private readonly seconds = new Float64Array(SECONDS);
  private first: number | null = null;

  count(now: number): void {
    const second = Math.floor(now / 1000);
    const slot = second % SECONDS;
    if (this.seconds[slot] !== second) {
      this.seconds[slot] = second;
      this.counts[slot] = 0;
    }
    this.counts[slot]++;
    this.first ??= now;
  }

  /** Events a second over the last minute, or since the first when that is less. */
  rate(now: number): number {
    if (this.first === null) return 0;
    const second = Math.floor(now / 1000);
    const recent = this.counts.filter((_, slot) => second - this.seconds[slot] < SECONDS);
    const span = Math.min(SECONDS, Math.max(1, (now - this.first) / 1000));
    return recent.reduce((sum, count) => sum + count, 0) / span;
  }
}
