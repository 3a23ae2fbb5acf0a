import type { Adjustment } from '../adjustment';
import type { Fitted } from './fitted';
import { retarget } from './retarget';

/** The model with the threshold that a person chose for its recipe, or its own. */
export function adjusted(automatic: Fitted, adjustment: Adjustment | null): Fitted {
  if (!adjustment) return automatic;
  if ('target' in adjustment) return retarget(automatic, adjustment.target);
  const { detector } = automatic;
  return { ...automatic, detector: detector.withThreshold(detector.parts.threshold * adjustment.factor) };
}
