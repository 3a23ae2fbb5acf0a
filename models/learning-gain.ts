import { type JointScale, joinLogs, type LogDistances } from './detectors/joint';
import { FOLDS } from './folds';
import type { OutOfFold } from './out-of-fold';
import { median } from './statistics';

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
 * @param distances of all frames to models without their fold, as `OutOfFold.score` gives them
 * @returns 0 or more
 */
export async function learningGain(
  window: OutOfFold,
  kept: readonly boolean[],
  distances: LogDistances,
  scale: JointScale,
): Promise<number> {
  if (window.distinctOf(kept) < LEAST_DISTINCT) return 0;
  const fewer = await window.score(kept, 2);
  return extrapolated(differences(fewer, distances, kept, scale));
}

/** Of the joint logarithms of the kept frames. */
function differences(fewer: LogDistances, more: LogDistances, kept: readonly boolean[], scale: JointScale) {
  const joined = ({ patch, pooled }: LogDistances, index: number) =>
    joinLogs(patch[index], pooled[index], scale);
  return kept.flatMap((stays, index) => (stays ? [joined(fewer, index) - joined(more, index)] : []));
}

/** @param steps by how much each frame came closer from three to four fifths */
export function extrapolated(steps: readonly number[]): number {
  return Math.max(0, NEXT_STEP * median(steps));
}
