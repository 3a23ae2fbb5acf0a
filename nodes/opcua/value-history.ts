const longest = 500;

/** The recent values of a variable with their times, in the order in which they came. */
export class ValueHistory<T> {
  private readonly values: { time: number; value: T }[] = [];
  private waiting: (() => void)[] = [];

  add(time: number, value: T): void {
    this.values.push({ time, value });
    if (this.values.length > longest) this.values.shift();
    for (const wake of this.waiting.splice(0)) wake();
  }

  /**
   * The value that stood at a time. As values come in order, nothing older can still be missing once the one of
   * `seen` is here; that is waited for.
   * @returns undefined when it did not come within `waitMs`, or no value is that old.
   */
  async at(time: number, seen: number, waitMs: number): Promise<T | undefined> {
    const deadline = Date.now() + waitMs;
    while (!this.values.some((entry) => entry.time >= seen)) {
      const left = deadline - Date.now();
      if (left <= 0) return undefined;
      await this.nextOr(left);
    }
    return this.values.findLast((entry) => entry.time <= time)?.value;
  }

  private nextOr(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
