import { LastFew } from '../../models/last-few';
import { median } from '../../models/statistics';

/** A pause shorter than this is none, milliseconds. */
const SHORTEST_MS = 10_000;
/** A camera is silent when nothing came for so many of its usual intervals. */
const MANY_INTERVALS = 10;
const INTERVALS_KEPT = 20;

/** Notices when frames stop. Times are milliseconds since the epoch. */
export class Silence {
  private readonly intervals = new LastFew<number>(INTERVALS_KEPT);
  private last: number | null = null;

  get lastFrameAt(): number | null {
    return this.last;
  }

  frame(now: number): void {
    // A long pause, such as the night, says nothing about the pace.
    if (this.last !== null && this.seconds(now) === null) this.intervals.push(now - this.last);
    this.last = now;
  }

  /** Seconds without a frame, when that is much longer than usual; null otherwise, and while no pace is known. */
  seconds(now: number): number | null {
    if (this.last === null) return null;
    const pause = now - this.last;
    const usual = this.intervals.items.length > 0 ? median(this.intervals.items) : 0;
    return pause > Math.max(SHORTEST_MS, MANY_INTERVALS * usual) ? Math.round(pause / 1000) : null;
  }
}
