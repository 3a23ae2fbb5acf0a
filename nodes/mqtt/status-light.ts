import type { NodeStatus } from 'node-red';

/** Time (ms) between two statuses of one node: the editor shows no more, and frames may come faster. */
const PERIOD = 250;

/** Shows the newest status, not oftener than the editor can follow; the last one always comes. */
export class StatusLight {
  private next: NodeStatus | null = null;
  private resting: NodeJS.Timeout | null = null;
  private shown = '';
  private stopped = false;

  constructor(private readonly showNow: (status: NodeStatus) => void) {}

  show(status: NodeStatus): void {
    this.next = status;
    if (!this.resting && !this.stopped) this.flush();
  }

  stop(): void {
    this.stopped = true;
    if (this.resting) clearTimeout(this.resting);
  }

  private flush(): void {
    this.resting = null;
    const status = this.next;
    this.next = null;
    const text = JSON.stringify(status);
    if (!status || text === this.shown) return;
    this.shown = text;
    this.showNow(status);
    this.resting = setTimeout(() => this.flush(), PERIOD);
  }
}
