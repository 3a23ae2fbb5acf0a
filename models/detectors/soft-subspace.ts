import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/**
 * A Gaussian model in the one form that the graph scores: squared distance
 * `d2 = scale * |y|^2 - |y basis|^2`, `y = (x - mean) * weights`.
 */
export interface SoftSubspace {
  dims: number;
  /** One mean of length D, or one for each position, row by row. */
  mean: Float32Array;
  /** Per dimension, length D. */
  weights: Float32Array;
  scale: number;
  /** D x rank, row by row. */
  basis: Float32Array;
  rank: number;
}

/** Eigenvalues from the largest down, eigenvectors as columns in the same order. */
export interface Spectrum {
  values: Float64Array;
  /** D x D, row by row; column i belongs to values[i]. */
  vectors: Float64Array;
  dims: number;
}

/** @param symmetric dims x dims, row by row. */
export function spectrum(symmetric: Float64Array, dims: number): Spectrum {
  const matrix = new Matrix(dims, dims);
  for (let row = 0; row < dims; row++) {
    for (let column = 0; column < dims; column++) matrix.set(row, column, symmetric[row * dims + column]);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const values = new Float64Array(dims);
  const vectors = new Float64Array(dims * dims);
  // ml-matrix sorts the eigenvalues of a symmetric matrix from the smallest up.
  for (let rank = 0; rank < dims; rank++) {
    const source = dims - 1 - rank;
    values[rank] = Math.max(0, realEigenvalues[source]);
    for (let row = 0; row < dims; row++) vectors[row * dims + rank] = eigenvectorMatrix.get(row, source);
  }
  return { values, vectors, dims };
}

/** Distance of one vector to a model with a single mean. */
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
