import type { FitWarning } from './fit-warnings';

/** Share of the smaller kind (0..1) from which on a window may be two products and not one with odd parts in it. */
const SMALLER_KIND = 0.25;
/** Distance of the two means in pooled standard deviations along the line that joins them (Ashman's D). */
const CLEARLY_APART = 16;
const POWER_STEPS = 30;
const FEWEST_FRAMES = 20;

/**
 * Whether the frames fall into two kinds with nothing in between, such as two products under one recipe. A good part
 * in two poses looks the same to it, so this is a question for a person, not a fault.
 * @param pooled one vector a frame, all of one length
 * @returns how many frames the smaller kind has, or null when there is one kind
 */
export function smallerKind(pooled: readonly Float32Array[]): number | null {
  if (pooled.length < FEWEST_FRAMES) return null;
  const along = projections(pooled).sort();
  const least = Math.ceil(SMALLER_KIND * along.length);
  let best: { apart: number; size: number } | null = null;
  for (let split = least; split <= along.length - least; split++) {
    const apart = ashman(along.subarray(0, split), along.subarray(split));
    if (!best || apart > best.apart) best = { apart, size: Math.min(split, along.length - split) };
  }
  return best && best.apart > CLEARLY_APART ? best.size : null;
}

/** One warning at most. */
export function kindWarnings(pooled: readonly Float32Array[]): FitWarning[] {
  const smaller = smallerKind(pooled);
  return smaller === null ? [] : [{ kind: 'two-kinds', larger: pooled.length - smaller, smaller }];
}

/** Positions along the first principal axis, found by power iteration. */
function projections(pooled: readonly Float32Array[]): Float32Array {
  const dims = pooled[0].length;
  const mean = new Float32Array(dims);
  for (const vector of pooled) for (let at = 0; at < dims; at++) mean[at] += vector[at] / pooled.length;
  const dot = (vector: Float32Array, axis: Float32Array) => {
    let sum = 0;
    for (let at = 0; at < dims; at++) sum += (vector[at] - mean[at]) * axis[at];
    return sum;
  };
  let axis = new Float32Array(dims).map((_, at) => pooled[0][at] - mean[at]);
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = new Float32Array(dims);
    for (const vector of pooled) {
      const weight = dot(vector, axis);
      for (let at = 0; at < dims; at++) next[at] += weight * (vector[at] - mean[at]);
    }
    const length = Math.hypot(...next);
    if (length === 0) break;
    axis = next.map((value) => value / length);
  }
  return Float32Array.from(pooled, (vector) => dot(vector, axis));
}

function ashman(left: Float32Array, right: Float32Array): number {
  const [one, other] = [moments(left), moments(right)];
  const spread = Math.sqrt((one.variance + other.variance) / 2);
  const distance = Math.abs(one.mean - other.mean);
  return distance === 0 ? 0 : distance / spread;
}

function moments(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}
