import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Moments } from './moments';

/**
 * A Gaussian model in the one form that the graph scores: squared distance
 * `d2 = scale * |x - mean|^2 - |(x - mean) basis|^2`.
 */
export interface SoftSubspace {
  dims: number;
  /** One mean of length D, or one for each position, row by row. */
  mean: Float32Array;
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

/**
 * Patch subspace residual: PCA that keeps `variance` (0..1) of the window's patch variance; the distance is the
 * length of what is left over (cf. SubspaceAD, 2026).
 */
export function residualSubspace(moments: Moments, variance: number): SoftSubspace {
  const { dims } = moments;
  const { values, vectors } = spectrum(moments.covariance(), dims);
  const total = values.reduce((sum, value) => sum + value, 0);
  let rank = 0;
  for (let kept = 0; rank < dims - 1 && kept < variance * total; rank++) kept += values[rank];
  rank = Math.max(1, rank);
  const basis = new Float32Array(dims * rank);
  for (let row = 0; row < dims; row++) {
    for (let column = 0; column < rank; column++) basis[row * rank + column] = vectors[row * dims + column];
  }
  return { dims, mean: Float32Array.from(moments.mean()), scale: 1, basis, rank };
}
