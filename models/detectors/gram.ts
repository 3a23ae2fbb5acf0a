import { setImmediate as nextTurn } from 'node:timers/promises';
import { inTurns } from '../concurrency/in-turns';
import { cholesky, dot, inverseFactor, solveLower } from './cholesky';
import { transposed } from './inverse';
import type { Products } from './products';
import type { SoftSubspace } from './soft-subspace';

/** Keeps frames without any difference finite. */
const LEAST_DEVIATION = 1e-6;
/** Variance per dimension below which frames count as identical. */
const LEAST_SPREAD = 1e-12;

/** Mahalanobis distances to the frames of a subset, from inner products. */
interface GramModel {
  size: number;
  /** Cholesky factor of the subset's centred inner products with the ridge on the diagonal. */
  factor: Float64Array;
  /** Centred inner products of any frame with the subset, or with its first `members`. */
  toSubset(frame: number, members?: number): Float64Array;
  /** Squared length of any frame's deviation from the subset's mean. */
  ownNorm(frame: number): number;
  scale: number;
}

/**
 * Mahalanobis distances of standardised features with a shrunk covariance `S = (1 - a) C + a nu I`,
 * `nu = trace(C) / P` (Ledoit and Wolf 2004; for pooled features of pretrained networks: Rippel et al. 2021), when there are fewer frames than
 * dimensions. Everything is computed from the n x n matrix K of inner products: by the Woodbury identity
 * `d2 = (|x|^2 - k' (K + c I)^-1 k) / (a nu)`, `c = n a nu / (1 - a)`, so that the model of any subset of the window
 * costs one small Cholesky factor.
 */
export class GramMahalanobis {
  private constructor(
    private readonly shrinkage: number,
    private readonly dims: number,
    private readonly centre: Float64Array,
    /** Standard deviation of every feature over all frames. */
    private readonly deviation: Float64Array,
    /** Standardised features, n x P. */
    private readonly rows: Float32Array,
    /** n x n inner products of the standardised rows. */
    private readonly gram: Float32Array,
    private readonly products: Products,
  ) {}

  /** @param features n vectors of length P */
  static async of(
    features: readonly ArrayLike<number>[],
    shrinkage: number,
    products: Products,
  ): Promise<GramMahalanobis> {
    const dims = features[0].length;
    const centre = mean(features, dims);
    const deviation = standardDeviation(features, centre);
    const rows = new Float32Array(features.length * dims);
    features.forEach((row, frame) => {
      for (let dim = 0; dim < dims; dim++)
        rows[frame * dims + dim] = (row[dim] - centre[dim]) / deviation[dim];
    });
    const gram = await products.product(rows, rows, dims);
    return new GramMahalanobis(shrinkage, dims, centre, deviation, rows, gram, products);
  }

  get count(): number {
    return this.rows.length / this.dims;
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
    return this.distancesOf([...Array(this.count).keys()], await this.model(subset));
  }

  /** Distances of some frames (indices) to a model. */
  async distancesOf(frames: readonly number[], model: GramModel): Promise<Float64Array> {
    const { factor, toSubset, ownNorm, scale, size } = model;
    const result = new Float64Array(frames.length);
    await inTurns(frames.length, (at) => {
      const towards = toSubset(frames[at]);
      solveLower(factor, towards);
      result[at] = Math.sqrt(Math.max(0, scale * (ownNorm(frames[at]) - dot(towards, 0, towards, 0, size))));
    });
    return result;
  }

  /** The model of `subset` in the form that the graph scores; its basis is `sqrt(scale) L^-1 X`, transposed. */
  async fit(subset: readonly number[]): Promise<SoftSubspace> {
    const { factor, size, scale } = await this.model(subset);
    const { dims, deviation, centre, rows, products } = this;
    const members = subset.map((frame) => rows.subarray(frame * dims, (frame + 1) * dims));
    const offset = mean(members, dims);
    // P x size, so that the product has the basis as the graph wants it.
    const across = new Float32Array(dims * size);
    members.forEach((row, member) => {
      for (let dim = 0; dim < dims; dim++) across[dim * size + member] = row[dim] - offset[dim];
    });
    const factorScale = Math.sqrt(scale);
    const inverse = Float32Array.from(await inverseFactor(factor, size), (value) => factorScale * value);
    return {
      dims,
      mean: Float32Array.from(offset, (value, dim) => value * deviation[dim] + centre[dim]),
      weights: Float32Array.from(deviation, (value) => 1 / value),
      scale,
      basis: await products.product(across, transposed(inverse, size), size),
      rank: size,
    };
  }

  /** Mean inner product of each frame with the subset, and the subset's own: what centring on its mean takes away. */
  private meanProducts(subset: readonly number[]): { toMean: Float64Array; meanNorm: number } {
    const { gram, count } = this;
    const toMean = new Float64Array(count);
    for (let frame = 0; frame < count; frame++) {
      for (let at = 0; at < subset.length; at++) toMean[frame] += gram[frame * count + subset[at]];
      toMean[frame] /= subset.length;
    }
    const meanNorm = subset.reduce((sum, member) => sum + toMean[member] / subset.length, 0);
    return { toMean, meanNorm };
  }

  /** @param subset indices of frames */
  async model(subset: readonly number[]): Promise<GramModel> {
    await nextTurn();
    const { gram, count, dims, shrinkage } = this;
    const size = subset.length;
    const { toMean, meanNorm } = this.meanProducts(subset);
    const toSubset = (frame: number, members = size) => {
      const result = new Float64Array(members);
      const own = meanNorm - toMean[frame];
      for (let index = 0; index < members; index++) {
        const member = subset[index];
        result[index] = gram[frame * count + member] - toMean[member] + own;
      }
      return result;
    };
    const ownNorm = (frame: number) => gram[frame * count + frame] - 2 * toMean[frame] + meanNorm;

    const factor = new Float64Array(size * size);
    // The factor is made from the lower triangle.
    for (let index = 0; index < size; index++) factor.set(toSubset(subset[index], index + 1), index * size);
    const trace = subset.reduce((sum, frame) => sum + ownNorm(frame), 0) / size;
    // Identical frames have no spread at all; any tiny one keeps the distances finite.
    const spread = Math.max((shrinkage * trace) / dims, LEAST_SPREAD);
    const ridge = (size * spread) / (1 - shrinkage);
    for (let index = 0; index < size; index++) factor[index * (size + 1)] += ridge;
    await cholesky(factor, size);
    return { size, factor, toSubset, ownNorm, scale: 1 / spread };
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
