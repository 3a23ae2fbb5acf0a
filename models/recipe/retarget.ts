import { type DistanceThreshold, distanceThreshold } from '../learning/distance-threshold';
import { promiseWarnings } from '../learning/fit-warnings';
import type { Fitted } from './fitted';

/**
 * A stored model under a false-reject target that was changed after its fit: the threshold is computed again from
 * the out-of-fold distances of the kept frames; the model, its id and the frames it was fitted on stay.
 */
export function retarget(fitted: Fitted, target: number): Fitted {
  const { detector, summary } = fitted;
  if (summary.falseRejectTarget === target) return fitted;
  const { distance, promisedFalseReject } = thresholdFor(fitted, target);
  const kept = fitted.frames.filter((frame) => frame.kept).length;
  const warnings = summary.warnings.filter(({ kind }) => kind !== 'promise');
  return {
    ...fitted,
    detector: detector.withThreshold(distance),
    summary: {
      ...summary,
      warnings: [...warnings, ...promiseWarnings(kept, target, promisedFalseReject)],
      falseRejectTarget: target,
      promisedFalseReject,
    },
  };
}

/** Where the threshold of a model lies for a target. */
export function thresholdFor({ frames }: Fitted, target: number): DistanceThreshold {
  const kept = frames.filter((frame) => frame.kept);
  return distanceThreshold(
    Float64Array.from(kept, (frame) => Math.log(frame.outOfFold)),
    target,
  );
}
