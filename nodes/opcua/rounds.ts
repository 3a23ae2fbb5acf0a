import { defer } from './deferred';

/** Rounds of work, never two at once: who asks for one while another is under way gets it right after that one. */
export class Rounds {
  private running = false;
  private again = false;
  private ended = false;
  private timer?: NodeJS.Timeout;
  private loop: Promise<void> = Promise.resolve();

  /**
   * @param failed called with what a round threw; whoever asked meanwhile gets none
   * @param rested called when no round is left to do, and after `failed`
   */
  constructor(
    private readonly round: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
    private readonly rested: () => void,
  ) {}

  get closed(): boolean {
    return this.ended;
  }

  ask(): void {
    if (this.ended) return;
    this.again = true;
    if (this.running) return;
    this.running = true;
    clearTimeout(this.timer);
    this.loop = this.goRound();
  }

  /** Does something later, unless a round begins before. */
  wakeIn(ms: number, wake: () => void): void {
    this.timer = setTimeout(wake, ms);
  }

  /** No round begins any more; the one under way is waited for, but not longer than `patienceMs`. */
  async close(patienceMs: number): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    const patience = defer<void>();
    const timer = setTimeout(patience.resolve, patienceMs);
    await Promise.race([this.loop, patience.promise]);
    clearTimeout(timer);
  }

  private async goRound(): Promise<void> {
    try {
      while (this.again && !this.ended) {
        this.again = false;
        await this.round();
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.running = false;
      this.rested();
    }
  }
}
