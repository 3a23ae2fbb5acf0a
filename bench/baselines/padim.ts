import { random } from '../../demo/random';
import type { WindowFrame } from '../../models/learning/window';
import type { Baseline } from './baseline';
import { choose, patchesOf } from './patches';

/** Dimensions chosen at random, as in the paper's smaller networks. */
const DIMS = 100;
/** The paper adds 0.01 to the diagonal; here relative to the mean variance, whatever the features' unit is. */
const REGULARISATION = 0.01;

/** A Gaussian for every position (PaDiM: Defard et al. 2021, arXiv 2011.08785); a frame is as bad as its worst patch. */
export function padim(dims: number): Baseline {
  const which = choose(DIMS, dims, random(1));
  return {
    name: 'PaDiM',
    async fit(window) {
      const models = gaussians(window, dims, which);
      return async (frames) =>
        Float64Array.from(frames, (frame) => {
          const { values } = patchesOf(frame, dims, which);
          const distances = models.map((model, position) =>
            mahalanobis(model, values, position * which.length),
          );
          return Math.max(...distances);
        });
    },
  };
}

interface Gaussian {
  mean: Float64Array;
  /** Lower triangle L of the covariance L L^T, row by row. */
  root: Float64Array;
}

function gaussians(window: readonly WindowFrame[], dims: number, which: readonly number[]): Gaussian[] {
  const features = window.map((frame) => patchesOf(frame, dims, [...which]));
  const size = which.length;
  return Array.from({ length: features[0].count }, (_, position) => {
    const rows = features.map(({ values }) => values.subarray(position * size, (position + 1) * size));
    const mean = new Float64Array(size);
    for (const row of rows) for (let dim = 0; dim < size; dim++) mean[dim] += row[dim] / rows.length;
    return { mean, root: cholesky(covariance(rows, mean), size) };
  });
}

function covariance(rows: readonly Float32Array[], mean: Float64Array): Float64Array {
  const size = mean.length;
  const result = new Float64Array(size * size);
  const offset = new Float64Array(size);
  for (const row of rows) {
    for (let dim = 0; dim < size; dim++) offset[dim] = row[dim] - mean[dim];
    for (let one = 0; one < size; one++) {
      const share = offset[one] / (rows.length - 1);
      for (let other = 0; other <= one; other++) result[one * size + other] += share * offset[other];
    }
  }
  let trace = 0;
  for (let dim = 0; dim < size; dim++) trace += result[dim * size + dim];
  for (let dim = 0; dim < size; dim++) result[dim * size + dim] += (REGULARISATION * trace) / size;
  return result;
}

/** In place, of the lower triangle of a positive definite matrix. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * size + column];
      for (let at = 0; at < column; at++) value -= matrix[row * size + at] * matrix[column * size + at];
      matrix[row * size + column] =
        row === column ? Math.sqrt(Math.max(1e-12, value)) : value / matrix[column * size + column];
    }
  }
  return matrix;
}

/** Length of L^-1 (x - mean), by forward substitution. */
function mahalanobis({ mean, root }: Gaussian, values: Float32Array, start: number): number {
  const size = mean.length;
  const solved = new Float64Array(size);
  let sum = 0;
  for (let row = 0; row < size; row++) {
    let value = values[start + row] - mean[row];
    for (let at = 0; at < row; at++) value -= root[row * size + at] * solved[at];
    solved[row] = value / root[row * size + row];
    sum += solved[row] ** 2;
  }
  return Math.sqrt(sum);
}
