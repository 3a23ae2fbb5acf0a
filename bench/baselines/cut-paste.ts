import type { WindowFrame } from '../../models/learning/window';
import type { Baseline } from './baseline';

const STEPS = 300;
const RATE = 0.5;
const DECAY = 1e-3;

/**
 * CutPaste (Li et al. 2021, arXiv 2104.04015) reduced to what runs here: a logistic classifier on frozen features of
 * the window's frames against their cut-and-pasted copies. The paper trains the network itself and fits a Gaussian.
 * @param copies features of the cut-and-pasted copies of frames
 */
export function cutPaste(copies: (frames: readonly WindowFrame[]) => Promise<WindowFrame[]>): Baseline {
  return {
    name: 'CutPaste, reduced',
    async fit(window) {
      const good = window.map(({ pooled }) => pooled);
      const pasted = (await copies(window)).map(({ pooled }) => pooled);
      const { centre, spread } = standard([...good, ...pasted]);
      const rows = [...good, ...pasted].map((row) =>
        row.map((value, dim) => (value - centre[dim]) / spread[dim]),
      );
      const weights = logistic(
        rows,
        rows.map((_, at) => (at < good.length ? 0 : 1)),
      );
      return async (frames) =>
        Float64Array.from(frames, ({ pooled }) => {
          const row = pooled.map((value, dim) => (value - centre[dim]) / spread[dim]);
          return Math.exp(logit(weights, row));
        });
    },
  };
}

/** Gradient descent; the last weight is the bias. */
function logistic(rows: readonly Float32Array[], labels: readonly number[]): Float64Array {
  const dims = rows[0].length;
  const weights = new Float64Array(dims + 1);
  for (let step = 0; step < STEPS; step++) {
    const gradient = weights.map((weight, dim) => (dim < dims ? DECAY * weight : 0));
    rows.forEach((row, at) => {
      const error = (1 / (1 + Math.exp(-logit(weights, row))) - labels[at]) / rows.length;
      for (let dim = 0; dim < dims; dim++) gradient[dim] += error * row[dim];
      gradient[dims] += error;
    });
    // Standardised features: the steepest direction is about as steep as there are dimensions.
    for (let dim = 0; dim <= dims; dim++) weights[dim] -= (RATE / Math.sqrt(dims)) * gradient[dim];
  }
  return weights;
}

function logit(weights: Float64Array, row: Float32Array): number {
  let sum = weights[row.length];
  for (let dim = 0; dim < row.length; dim++) sum += weights[dim] * row[dim];
  return sum;
}

function standard(rows: readonly Float32Array[]) {
  const dims = rows[0].length;
  const centre = new Float64Array(dims);
  const spread = new Float64Array(dims);
  for (const row of rows) for (let dim = 0; dim < dims; dim++) centre[dim] += row[dim] / rows.length;
  for (const row of rows)
    for (let dim = 0; dim < dims; dim++) spread[dim] += (row[dim] - centre[dim]) ** 2 / rows.length;
  return { centre, spread: spread.map((variance) => Math.sqrt(variance) + 1e-6) };
}
