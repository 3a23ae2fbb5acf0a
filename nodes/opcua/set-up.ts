import type { Link, OpcUaConnection } from './connection';

const retryMs = 3000;

/**
 * What has to be done on a session before it can be used: on every new one, again when the session broke in the
 * middle, and every few seconds while it fails. A PLC may load its variables long after its server answers.
 */
export class SetUp {
  private round = 0;
  private unfinished = false;
  private timer?: NodeJS.Timeout;

  /**
   * @param work never rejects; tells whether all went well. What it found counts only while `isCurrent` says so: a
   * later round may have begun, or the link broken.
   */
  constructor(
    private readonly connection: OpcUaConnection,
    private readonly work: (link: Link, isCurrent: () => boolean) => Promise<boolean>,
  ) {}

  start(link: Link): void {
    clearTimeout(this.timer);
    this.round += 1;
    const { round } = this;
    this.unfinished = true;
    const isCurrent = () => round === this.round && this.connection.state === 'connected';
    void this.work(link, isCurrent).then((well) => {
      if (round !== this.round) return;
      this.unfinished = !well;
      if (!well) this.timer = setTimeout(() => void this.again(link, isCurrent), retryMs);
    });
  }

  /** After a short break. @returns whether nothing has to be done again. */
  resume(link: Link): boolean {
    if (this.unfinished) this.start(link);
    return !this.unfinished;
  }

  close(): void {
    clearTimeout(this.timer);
    this.round += 1;
  }

  private async again(link: Link, isCurrent: () => boolean): Promise<void> {
    await this.connection.lookAtNamespaces().catch(() => {});
    if (isCurrent()) this.start(link);
  }
}
