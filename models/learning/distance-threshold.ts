import { logNormal } from '../detectors/joint';
import { automaticThreshold } from './threshold';

/** The threshold of a detector, and what can be promised for it. */
export interface DistanceThreshold {
  /** Raw anomaly distance at which a frame becomes NotOK. */
  distance: number;
  /** Smallest false-reject rate (0..1) that so many kept frames can vouch for. */
  promisedFalseReject: number;
}

/**
 * The threshold for a false-reject rate. A fit and a recipe whose target was changed after its fit both come here.
 * @param keptLogs logarithms of the out-of-fold distances of the kept frames
 * @param target false-reject rate, 0..1
 */
export function distanceThreshold(keptLogs: Float64Array, target: number): DistanceThreshold {
  const { centre, scale } = logNormal(keptLogs);
  const { deviations, promisedFalseReject } = automaticThreshold(
    keptLogs.map((log) => (log - centre) / scale),
    target,
  );
  return { distance: Math.exp(centre + scale * deviations), promisedFalseReject };
}
