/** Ends a request when nothing was heard of it for a while: a cable that is pulled closes no connection. */
export class Patience {
  private readonly over = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param milliseconds it waits for the first sign of life, and after each for the next
   * @param ended the request is given up with this
   */
  constructor(
    private readonly milliseconds: number,
    ended: AbortSignal,
  ) {
    ended.addEventListener('abort', () => this.end(), { signal: this.over.signal });
    this.heard();
  }

  /** Of the request. */
  get signal(): AbortSignal {
    return this.over.signal;
  }

  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), this.milliseconds);
  }

  end(): void {
    clearTimeout(this.timer);
    this.over.abort();
  }
}
