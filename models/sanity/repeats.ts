import type { Doubt } from './doubt';
import type { SeenFrame } from './look';

/** So many times the very same pixels may come one after the other. A camera's noise makes even twice unlikely. */
export const MOST_SAME = 5;
/** So many times nearly the same picture may come. */
export const MOST_ALIKE = 20;
/** No block of a picture that shows the same thing differs by more grey levels: sensor noise averages out to less. */
const NOISE = 1;
/** Blocks of a plainer picture, such as a part in dark field, are alike in every good frame. */
const LEAST_RANGE = 24;

/** Notices that the same picture comes again and again: a line that stands still, or a camera that has frozen. */
export class Repeats {
  private last: SeenFrame | null = null;
  private same = 0;
  /** First of a row of frames that look alike; the row must not drift away from it. */
  private first: SeenFrame | null = null;
  private alike = 0;

  /**
   * @param exactly while inspecting good parts may look alike: then only the very same pixels are doubted
   */
  check(frame: SeenFrame, exactly: boolean): Doubt | null {
    this.same = this.last?.digest === frame.digest ? this.same + 1 : 1;
    this.last = frame;
    const isAlike = this.first !== null && looksAlike(this.first, frame);
    this.alike = isAlike ? this.alike + 1 : 1;
    if (!isAlike) this.first = frame;
    if (this.same > MOST_SAME) return frozen;
    return !exactly && this.alike > MOST_ALIKE ? standing : null;
  }
}

function looksAlike(first: SeenFrame, frame: SeenFrame): boolean {
  if (first.look.range < LEAST_RANGE) return false;
  return first.blocks.every((value, block) => Math.abs(value - frame.blocks[block]) <= NOISE);
}

const frozen: Doubt = { cause: 'repeated', remark: { kind: 'frozen', times: MOST_SAME } };
const standing: Doubt = { cause: 'repeated', remark: { kind: 'standing', times: MOST_ALIKE } };
