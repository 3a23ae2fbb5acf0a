import { type JointScale, joinAll } from '../detectors/joint';
import { median } from '../statistics';
import { FOLDS } from './folds';
import type { OutOfFold } from './out-of-fold';

/**
 * By how much frames come closer from models of three fifths of the frames to models of four fifths says how much closer
 * they come when the last fifth is added: in step with the logarithm of their number, `ln(5/4) / ln(4/3)`. Between
 * a law of 1 / n (.6) and as much again (1); what was measured is in docs/decisions.
 */
const NEXT_STEP = Math.log(FOLDS / (FOLDS - 1)) / Math.log((FOLDS - 1) / (FOLDS - 2));
/** Fewer distinct frames than this teach three fifths of them nothing. */
const LEAST_DISTINCT = 2 * FOLDS;

/**
 * How much closer, as a logarithm, a new frame lies to the detector, which is fitted on all kept frames, than a kept
 * frame lies to a model that was fitted without its fold. A threshold taken from out-of-fold distances as they are is
 * too high by this much, the more so the shorter the window.
 * @param joint distances of all frames to models without their fold, as `joinDistances` gives them
 * @returns 0 or more
 */
export async function learningGain(
  window: OutOfFold,
  kept: readonly boolean[],
  { scale, logs }: { scale: JointScale; logs: Float64Array },
): Promise<number> {
  if (window.distinctOf(kept) < LEAST_DISTINCT) return 0;
  const fewer = joinAll(await window.score(kept, 2), scale);
  return extrapolated(fewer.map((log, index) => log - logs[index]).filter((_, index) => kept[index]));
}

/** @param steps by how much each frame came closer from three to four fifths */
export function extrapolated(steps: ArrayLike<number>): number {
  return Math.max(0, NEXT_STEP * median(steps));
}
