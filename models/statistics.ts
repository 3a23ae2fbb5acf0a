/** Order statistics that do not mind a few wild values. All take any order and leave the input alone. */

/** Linear interpolation between the closest ranks (type 7 of Hyndman and Fan 1996). @param share 0..1 */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Normal quantile of 0.9: turns the distance from median to 10 % quantile into a standard deviation. */
const Z_90 = 1.2815515655446004;

/**
 * Standard deviation of the clean side: defects only stretch the upper tail, so the scale comes from the lower
 * half of the values, `(median - q10) / z(0.9)`.
 */
export function lowerScale(values: ArrayLike<number>): number {
  return (median(values) - quantile(values, 0.1)) / Z_90;
}
