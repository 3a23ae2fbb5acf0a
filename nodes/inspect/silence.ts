import { LastFew } from '../../models/last-few';
import { median } from '../../models/statistics';

/** A pause shorter than this is none, milliseconds. */
const SHORTEST_MS = 10_000;
/** A camera is silent when nothing came for so many of its usual intervals. */
const MANY_INTERVALS = 10;
/** Before the first frame no pace is known, and a camera may take a while to start, milliseconds. */
const START_MS = 60_000;
/** No line takes longer from one part to the next; a longer pause counts as this one, milliseconds. */
const LONGEST_MS = 600_000;
const INTERVALS_KEPT = 20;

/** Notices when frames stop. Times are milliseconds since the epoch. */
export class Silence {
  private readonly intervals = new LastFew<number>(INTERVALS_KEPT);
  private last: number | null = null;

  /** @param since when frames may have begun to come */
  constructor(private readonly since: number) {}

  get lastFrameAt(): number | null {
    return this.last;
  }

  frame(now: number): void {
    // A long pause, such as the night, is one among many and says little about the pace.
    if (this.last !== null) this.intervals.push(Math.min(LONGEST_MS, now - this.last));
    this.last = now;
  }

  /** Seconds without a frame, when that is much longer than usual; null otherwise. */
  seconds(now: number): number | null {
    const pause = now - (this.last ?? this.since);
    return pause > this.longest ? Math.round(pause / 1000) : null;
  }

  private get longest(): number {
    if (this.last === null) return START_MS;
    const usual = this.intervals.items.length > 0 ? median(this.intervals.items) : 0;
    return Math.max(SHORTEST_MS, MANY_INTERVALS * usual);
  }
}
