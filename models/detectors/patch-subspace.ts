import type { PatchMoments } from './patch-moments';
import { symmetricEigen } from './symmetric-eigen';

/**
 * What the fitted subspace leaves over of a patch, in the form that the graph scores:
 * `distance = |x basis - offset|`, the basis being orthonormal directions that good patches hardly vary in.
 */
export interface PatchSubspace {
  dims: number;
  /** D x rank, row by row. */
  basis: Float32Array;
  rank: number;
  /** The mean in the basis: one row of length rank, or one for each position. */
  offset: Float32Array;
}

/**
 * `left right'` of two matrices with rows of the same length, row by row; a library does it many times faster than
 * a loop.
 */
export type Product = (left: Float32Array, right: Float32Array, length: number) => Promise<Float32Array>;

/** Share of the patch variance that the subspace takes up. */
const KEPT_VARIANCE = 0.95;
/** Positions get means of their own when these take away at least this share of the patch variance. */
const ALIGNED_SHARE = 0.2;

/**
 * Patch subspace residual: PCA of the window's patches; the distance of a patch is the length of what the
 * subspace leaves over (cf. SubspaceAD, 2026). Where the part lies alike in every frame, each position has its own
 * mean as in PaDiM (Defard et al. 2021), drawn towards the common one as far as few frames make it uncertain
 * (James and Stein 1961); the window itself tells whether it does.
 */
export async function patchSubspace(moments: PatchMoments, product: Product): Promise<PatchSubspace> {
  const { dims } = moments;
  const { covariance, mean } = (await alignedStatistics(moments, product)) ?? {
    covariance: moments.all.covariance(),
    mean: Float32Array.from(moments.all.mean()),
  };
  const { values, vectors } = await symmetricEigen(covariance, dims);
  const kept = keptDirections(values);
  const rank = dims - kept;
  const left = Float32Array.from(vectors.subarray(kept * dims));
  const basis = new Float32Array(dims * rank);
  for (let axis = 0; axis < rank; axis++) {
    for (let dim = 0; dim < dims; dim++) basis[dim * rank + axis] = left[axis * dims + dim];
  }
  return { dims, basis, rank, offset: await product(mean, left, dims) };
}

/** At least one, and at least one is left over. @param values from the largest down */
function keptDirections(values: Float64Array): number {
  const positive = values.map((value) => Math.max(0, value));
  const wanted = KEPT_VARIANCE * positive.reduce((sum, value) => sum + value, 0);
  let count = 0;
  for (let kept = 0; count < values.length - 1 && kept < wanted; count++) kept += positive[count];
  return Math.max(1, count);
}

interface PatchStatistics {
  /** D x D. */
  covariance: Float64Array;
  /** D, or positions x D. */
  mean: Float32Array;
}

/** null when the positions' means explain too little: the part lies anyhow, or is a texture. */
async function alignedStatistics(
  { frames, positions, dims, all, positionSum }: PatchMoments,
  product: Product,
): Promise<PatchStatistics | null> {
  if (frames < 2) return null;
  const common = all.mean();
  const total = all.covariance();
  const totalTrace = trace(total, dims);
  // Offsets of the positions' means from the common one, D x positions.
  const offsets = new Float32Array(dims * positions);
  let betweenTrace = 0;
  for (let position = 0; position < positions; position++) {
    for (let dim = 0; dim < dims; dim++) {
      const offset = positionSum[position * dims + dim] / frames - common[dim];
      offsets[dim * positions + position] = offset;
      betweenTrace += offset ** 2 / positions;
    }
  }
  // What is left around the positions' own means, without bias.
  const unbiased = frames / (frames - 1);
  const withinTrace = (totalTrace - betweenTrace) * unbiased;
  if (!(withinTrace < (1 - ALIGNED_SHARE) * totalTrace)) return null;
  const between = await product(offsets, offsets, positions);
  const covariance = total.map((value, index) => (value - between[index] / positions) * unbiased);
  const real = Math.max(0, totalTrace - withinTrace);
  const trust = real / (real + withinTrace / frames);
  const mean = new Float32Array(positions * dims);
  for (let position = 0; position < positions; position++) {
    for (let dim = 0; dim < dims; dim++) {
      mean[position * dims + dim] = common[dim] + trust * offsets[dim * positions + position];
    }
  }
  return { covariance, mean };
}

function trace(matrix: Float64Array, dims: number): number {
  let sum = 0;
  for (let dim = 0; dim < dims; dim++) sum += matrix[dim * dims + dim];
  return sum;
}
