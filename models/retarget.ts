import { distanceThreshold } from './distance-threshold';
import type { FittedFrame } from './fit';
import { promiseWarnings } from './fit-warnings';
import type { Fitted } from './stored-recipe';

/**
 * A stored model under a false-reject target that was changed after its fit: the threshold is computed again from
 * the out-of-fold distances of the kept frames; the model, its id and the frames it was fitted on stay.
 */
export function retarget(
  { detector, summary, look }: Fitted,
  frames: readonly FittedFrame[],
  target: number,
): Fitted {
  if (summary.falseRejectTarget === target) return { detector, summary, look };
  const kept = frames.filter((frame) => frame.kept);
  const { distance, promisedFalseReject } = distanceThreshold(
    Float64Array.from(kept, (frame) => Math.log(frame.outOfFold)),
    target,
  );
  const outdated = promiseWarnings(kept.length, summary.falseRejectTarget, summary.promisedFalseReject);
  const warnings = summary.warnings.filter((warning) => !outdated.includes(warning));
  return {
    look,
    detector: detector.withThreshold(distance),
    summary: {
      ...summary,
      warnings: [...warnings, ...promiseWarnings(kept.length, target, promisedFalseReject)],
      falseRejectTarget: target,
      promisedFalseReject,
    },
  };
}
