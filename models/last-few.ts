/** The last `limit` items that were pushed, the oldest first. */
export class LastFew<T> {
  readonly items: T[] = [];

  constructor(private readonly limit: number) {}

  push(item: T): void {
    this.items.push(item);
    if (this.items.length > this.limit) this.items.shift();
  }
}
