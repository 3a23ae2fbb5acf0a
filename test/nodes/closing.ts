/** What a test has opened, closed after it in reverse order. */
export class Closing {
  private readonly open: { close(): Promise<void> }[] = [];

  keep<T extends { close(): Promise<void> }>(one: T): T {
    this.open.push(one);
    return one;
  }

  async all(): Promise<void> {
    for (const one of this.open.splice(0).reverse()) await one.close();
  }
}
