/**
 * A Gaussian model in the form that the graph scores: squared distance
 * `d2 = scale * |y|^2 - |y basis|^2`, `y = (x - mean) * weights`.
 */
export interface SoftSubspace {
  dims: number;
  /** Length D. */
  mean: Float32Array;
  /** Per dimension, length D. */
  weights: Float32Array;
  scale: number;
  /** D x rank, row by row. */
  basis: Float32Array;
  rank: number;
}

/** Distance of one vector to a model. */
export function distanceTo(
  { dims, mean, weights, scale, basis, rank }: SoftSubspace,
  vector: Float32Array,
): number {
  const inside = new Float64Array(rank);
  let length = 0;
  for (let dim = 0; dim < dims; dim++) {
    const offset = (vector[dim] - mean[dim]) * weights[dim];
    length += offset ** 2;
    for (let axis = 0; axis < rank; axis++) inside[axis] += offset * basis[dim * rank + axis];
  }
  return Math.sqrt(Math.max(0, scale * length - inside.reduce((sum, value) => sum + value ** 2, 0)));
}
