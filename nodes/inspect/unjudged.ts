import { LastFew } from '../../models/last-few';
import type { UndecidedCause } from '../../models/verdict';
import type { UnjudgedFrame } from '../reviewer/api';

/** Of each cause, so that a pause or a line that stands still hides nothing else. */
const KEPT = 50;

/** The last frames of a station that nobody could judge, those of every recipe. */
export class Unjudged {
  private readonly byCause = new Map<UndecidedCause, LastFew<UnjudgedFrame>>();

  push(frame: UnjudgedFrame): void {
    const { cause } = frame;
    const few = this.byCause.get(cause) ?? new LastFew<UnjudgedFrame>(KEPT);
    few.push(frame);
    this.byCause.set(cause, few);
  }

  /** The newest first. */
  get items(): UnjudgedFrame[] {
    const all = [...this.byCause.values()].flatMap(({ items }) => [...items].reverse());
    return all.sort((left, right) => Date.parse(right.at) - Date.parse(left.at));
  }
}
