import { SHORTEST_WINDOW } from '../models/learning/window';
import type { Split } from './split';

/**
 * Why a split cannot be measured, as a sentence; null when it can. All ways of learning need enough frames, the
 * hand-cleaned window enough good ones.
 * @param contamination share (0..1) that was asked for
 * @param handCleaned whether the window is to be cleaned by hand too
 */
export function tooSmall(
  { samples, window, test }: Split,
  contamination: number,
  handCleaned: boolean,
): string | null {
  const good = window.filter((index) => !samples[index].defective).length;
  if (contamination > 0 && good === window.length) {
    return `there are no defects to make ${Number((100 * contamination).toPrecision(3))} % of the window with`;
  }
  if (window.length < SHORTEST_WINDOW) {
    return `the window would have ${window.length} frames; it needs ${SHORTEST_WINDOW}`;
  }
  if (handCleaned && good < SHORTEST_WINDOW) {
    return `the window would have ${window.length} frames, ${good} of them good; it needs ${SHORTEST_WINDOW} good ones`;
  }
  return test.length === 0 ? 'no picture is left to be tested' : null;
}
