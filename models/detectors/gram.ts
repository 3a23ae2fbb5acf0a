import { setImmediate as nextTurn } from 'node:timers/promises';
import { inTurns } from '../in-turns';
import { type SoftSubspace, spectrum } from './soft-subspace';

/** Eigenvalues below this share of the largest are rounding noise. */
const NOISE = 1e-9;
/** Keeps frames without any difference finite. */
const LEAST_DEVIATION = 1e-6;
/** Variance per dimension below which frames count as identical. */
const LEAST_SPREAD = 1e-12;

/**
 * Mahalanobis distances of standardised features with a shrunk covariance `S = (1 - a) C + a nu I`,
 * `nu = trace(C) / P` (Ledoit and Wolf 2004; for pooled features of pretrained networks: Rippel et al. 2021), when there are fewer frames than
 * dimensions. Everything is computed from the n x n matrix of inner products (Woodbury identity), so that the
 * model of any subset of the window costs one small eigendecomposition: the one step of a fit that cannot be interrupted.
 */
export class GramMahalanobis {
  private constructor(
    private readonly shrinkage: number,
    private readonly dims: number,
    private readonly centre: Float64Array,
    /** Standard deviation of every feature over all frames. */
    private readonly deviation: Float64Array,
    /** Standardised features. */
    private readonly rows: readonly Float64Array[],
    /** n x n inner products of the standardised rows. */
    private readonly gram: Float64Array,
  ) {}

  /** @param features n vectors of length P */
  static async of(features: readonly ArrayLike<number>[], shrinkage: number): Promise<GramMahalanobis> {
    const count = features.length;
    const dims = features[0].length;
    const centre = mean(features, dims);
    const deviation = standardDeviation(features, centre);
    const rows = features.map((row) =>
      Float64Array.from(row, (value, dim) => (value - centre[dim]) / deviation[dim]),
    );
    const gram = new Float64Array(count ** 2);
    await inTurns(count, (left) => {
      for (let right = 0; right <= left; right++) {
        const product = dot(rows[left], rows[right]);
        gram[left * count + right] = product;
        gram[right * count + left] = product;
      }
    });
    return new GramMahalanobis(shrinkage, dims, centre, deviation, rows, gram);
  }

  get count(): number {
    return this.rows.length;
  }

  /** Euclidean distance of two frames, standardised features. */
  between(left: number, right: number): number {
    const { gram, count } = this;
    const squared = gram[left * count + left] + gram[right * count + right] - 2 * gram[left * count + right];
    return Math.sqrt(Math.max(0, squared));
  }

  /** Cosine of the deviations of two frames from the mean of `subset`. */
  deviationCosine(subset: readonly number[]): (left: number, right: number) => number {
    const { gram, count } = this;
    const { toMean, meanNorm } = this.meanProducts(subset);
    const product = (left: number, right: number) =>
      gram[left * count + right] - toMean[left] - toMean[right] + meanNorm;
    return (left, right) =>
      product(left, right) /
      Math.sqrt(Math.max(Number.MIN_VALUE, product(left, left) * product(right, right)));
  }

  /** Distance of every frame to the model of `subset` (indices); n values. */
  async distances(subset: readonly number[]): Promise<Float64Array> {
    const { gains, vectors, rank, size, toSubset, ownNorm, scale } = await this.model(subset);
    const result = new Float64Array(this.count);
    await inTurns(this.count, (frame) => {
      const towards = toSubset(frame);
      let inside = 0;
      for (let axis = 0; axis < rank; axis++) {
        let projection = 0;
        for (let index = 0; index < size; index++)
          projection += towards[index] * vectors[index * size + axis];
        inside += gains[axis] * projection ** 2;
      }
      result[frame] = Math.sqrt(Math.max(0, scale * (ownNorm(frame) - inside)));
    });
    return result;
  }

  /** The model of `subset` in the form that the graph scores. */
  async fit(subset: readonly number[]): Promise<SoftSubspace> {
    const { gains, vectors, rank, size, scale } = await this.model(subset);
    const offset = mean(
      subset.map((frame) => this.rows[frame]),
      this.dims,
    );
    const basis = new Float32Array(this.dims * rank);
    await inTurns(rank, (axis) => {
      const factor = Math.sqrt(scale * gains[axis]);
      for (let index = 0; index < size; index++) {
        const share = factor * vectors[index * size + axis];
        const row = this.rows[subset[index]];
        for (let dim = 0; dim < this.dims; dim++)
          basis[dim * rank + axis] += share * (row[dim] - offset[dim]);
      }
    });
    return {
      dims: this.dims,
      mean: Float32Array.from(offset, (value, dim) => value * this.deviation[dim] + this.centre[dim]),
      weights: Float32Array.from(this.deviation, (value) => 1 / value),
      scale,
      basis,
      rank,
    };
  }

  /** Mean inner product of each frame with the subset, and the subset's own: what centring on its mean takes away. */
  private meanProducts(subset: readonly number[]): { toMean: Float64Array; meanNorm: number } {
    const { gram, count } = this;
    const toMean = Float64Array.from({ length: count }, (_, frame) => {
      let sum = 0;
      for (const member of subset) sum += gram[frame * count + member];
      return sum / subset.length;
    });
    const meanNorm = subset.reduce((sum, member) => sum + toMean[member] / subset.length, 0);
    return { toMean, meanNorm };
  }

  /** Spectrum of the subset's centred inner products and how any frame relates to it. */
  private async model(subset: readonly number[]) {
    await nextTurn();
    const { gram, count, dims, shrinkage } = this;
    const size = subset.length;
    const { toMean, meanNorm } = this.meanProducts(subset);
    const toSubset = (frame: number) =>
      Float64Array.from(
        subset,
        (member) => gram[frame * count + member] - toMean[frame] - toMean[member] + meanNorm,
      );
    const ownNorm = (frame: number) => gram[frame * count + frame] - 2 * toMean[frame] + meanNorm;

    const centred = new Float64Array(size * size);
    for (let index = 0; index < size; index++) centred.set(toSubset(subset[index]), index * size);
    const { values, vectors } = spectrum(centred, size);
    await nextTurn();
    const rank = Math.max(1, values.filter((value) => value > NOISE * values[0]).length);
    const trace = values.reduce((sum, value) => sum + value, 0) / size;
    // Identical frames have no spread at all; any tiny one keeps the distances finite.
    const spread = Math.max((shrinkage * trace) / dims, LEAST_SPREAD);
    const gains = values.map((value) => {
      const variance = ((1 - shrinkage) * value) / size;
      return value > 0 ? variance / (variance + spread) / value : 0;
    });
    return { gains, vectors, rank, size, toSubset, ownNorm, scale: 1 / spread };
  }
}

function mean(rows: readonly ArrayLike<number>[], dims: number): Float64Array {
  const result = new Float64Array(dims);
  for (const row of rows) for (let dim = 0; dim < dims; dim++) result[dim] += row[dim] / rows.length;
  return result;
}

/** A feature that hardly varies must not drown the others: a thousandth of the mean deviation is added to each. */
function standardDeviation(rows: readonly ArrayLike<number>[], centre: Float64Array): Float64Array {
  const variance = new Float64Array(centre.length);
  for (const row of rows) {
    for (let dim = 0; dim < centre.length; dim++)
      variance[dim] += (row[dim] - centre[dim]) ** 2 / rows.length;
  }
  const deviation = variance.map(Math.sqrt);
  const floor = (1e-3 * deviation.reduce((sum, value) => sum + value, 0)) / centre.length;
  return deviation.map((value) => Math.max(LEAST_DEVIATION, value + floor));
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index] * right[index];
  return sum;
}
