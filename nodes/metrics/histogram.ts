/** Counts values by class, as Prometheus does: each class holds everything up to its upper end. */
export class Histogram {
  sum = 0;
  count = 0;
  private readonly within: number[];

  /** @param ends upper ends of the classes, rising; a last one without end is added */
  constructor(readonly ends: readonly number[]) {
    this.within = ends.map(() => 0);
  }

  add(value: number): void {
    this.sum += value;
    this.count++;
    for (const [index, end] of this.ends.entries()) if (value <= end) this.within[index]++;
  }

  /** Upper end and how many values were no larger, the endless class last. */
  *classes(): Iterable<[end: number, count: number]> {
    for (const [index, end] of this.ends.entries()) yield [end, this.within[index]];
    yield [Number.POSITIVE_INFINITY, this.count];
  }
}
