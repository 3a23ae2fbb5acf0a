/** Counts up at intervals while the link is up, so that a PLC sees a dead partner as a count that stands still. */
export class Heartbeat {
  private timer?: NodeJS.Timeout;
  private count = 0;

  /** @param everyMs 0 switches it off. `write` gets 0..127, which fits every integer type. */
  constructor(
    private readonly everyMs: number,
    private readonly write: (count: number) => void,
  ) {}

  start(): void {
    if (this.timer || this.everyMs <= 0) return;
    this.timer = setInterval(() => this.beat(), this.everyMs);
    this.beat();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private beat(): void {
    this.count = (this.count + 1) % 128;
    this.write(this.count);
  }
}
