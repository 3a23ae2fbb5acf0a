const firstMs = 5;
const slowestMs = 250;

/** A PLC answers within a few scans, long before the server publishes: ask soon, then less and less often. */
export class PollPace {
  private ms = firstMs;
  private generation = -1;

  /** Milliseconds until the PLC is asked again. @param generation of what it is asked; another one begins anew */
  next(generation: number): number {
    this.ms = generation === this.generation ? Math.min(this.ms * 2, slowestMs) : firstMs;
    this.generation = generation;
    return this.ms;
  }
}
