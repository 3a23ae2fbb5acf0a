import { lowerScale, median } from '../statistics';

/** Logarithms of both distances of every frame of a window. */
export interface LogDistances {
  patch: Float64Array;
  pooled: Float64Array;
}

/** Centre and clean-side standard deviation of the logarithm of a distance over good frames. */
export interface LogNormal {
  centre: number;
  scale: number;
}

/** How the two distances become one. */
export interface JointScale {
  patch: LogNormal;
  pooled: LogNormal;
}

/** Share of the pooled distance: the patches carry most of the evidence on every part that was measured. */
const POOLED_SHARE = 0.25;

/** Zero distances do occur (a frame identical to the mean); the logarithm must stay finite. */
const SMALLEST = 1e-12;

export function logDistance(distance: number): number {
  return Math.log(Math.max(SMALLEST, distance));
}

/** Centre and scale of both distances over the kept frames. */
export function jointScale({ patch, pooled }: LogDistances, kept: readonly boolean[]): JointScale {
  return { patch: logNormal(only(patch, kept)), pooled: logNormal(only(pooled, kept)) };
}

/**
 * Joins the logarithms of both distances: each is standardised, the weighted sum is given the mean spread of the
 * two. So the joint value is again the logarithm of a distance: 30 % more of it means about 30 % more of those
 * behind it.
 */
export function joinLogs(patch: number, pooled: number, scale: JointScale): number {
  const deviation =
    (1 - POOLED_SHARE) * ((patch - scale.patch.centre) / scale.patch.scale) +
    POOLED_SHARE * ((pooled - scale.pooled.centre) / scale.pooled.scale);
  return (deviation * (scale.patch.scale + scale.pooled.scale)) / 2;
}

/** Joint logarithm of every frame. */
export function joinAll({ patch, pooled }: LogDistances, scale: JointScale): Float64Array {
  return patch.map((own, index) => joinLogs(own, pooled[index], scale));
}

/**
 * Joins the distances of a window.
 * @returns `logs`, and `deviations`: how many clean-side standard deviations each frame lies above the median of
 * the kept ones
 */
export function joinDistances(distances: LogDistances, kept: readonly boolean[]) {
  const scale = jointScale(distances, kept);
  const logs = joinAll(distances, scale);
  const { centre, scale: spread } = logNormal(only(logs, kept));
  return { scale, logs, deviations: logs.map((log) => (log - centre) / spread) };
}

export function logNormal(logs: Float64Array): LogNormal {
  return { centre: median(logs), scale: Math.max(1e-6, lowerScale(logs)) };
}

function only(values: Float64Array, kept: readonly boolean[]): Float64Array {
  return values.filter((_, index) => kept[index]);
}
