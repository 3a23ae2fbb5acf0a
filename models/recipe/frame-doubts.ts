import { isDeepStrictEqual } from 'node:util';
import type { Doubt } from '../sanity/doubt';
import type { SeenFrame } from '../sanity/look';
import type { Sanity } from '../sanity/sanity';
import type { Remark } from '../words/remark';

/** Whether a recipe's frames can be taken, and what a person is told while they cannot. */
export class FrameDoubts {
  /** Why the last frame was not taken, or null when it was. */
  last: Remark | null = null;

  /** @param changed called when `last` is another one than for the frame before */
  constructor(
    private readonly sanity: Sanity,
    private readonly changed: () => void,
  ) {}

  /** To be asked once a frame, in their order. @param collecting whether the frame would enter the window */
  check(seen: SeenFrame, collecting: boolean): Doubt | null {
    const doubt = this.sanity.check(seen);
    const told: Remark | null =
      doubt && (collecting ? { kind: 'kept-out', doubt: doubt.remark } : doubt.remark);
    if (!isDeepStrictEqual(told, this.last)) {
      this.last = told;
      this.changed();
    }
    return doubt;
  }

  forget(): void {
    this.last = null;
  }
}
