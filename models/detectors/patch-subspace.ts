import type { PatchMoments } from './patch-moments';
import { type SoftSubspace, spectrum } from './soft-subspace';

/** Share of the patch variance that the subspace keeps. */
const KEPT_VARIANCE = 0.95;
/** Positions get means of their own when these take away at least this share of the patch variance. */
const ALIGNED_SHARE = 0.2;

/**
 * Patch subspace residual: PCA of the window's patches; the distance of a patch is the length of what the
 * subspace leaves over (cf. SubspaceAD, 2026). Where the part lies alike in every frame, each position has its own
 * mean as in PaDiM (Defard et al. 2021), drawn towards the common one as far as few frames make it uncertain
 * (James and Stein 1961); the window itself tells whether it does.
 */
export function patchSubspace(moments: PatchMoments): SoftSubspace {
  const { dims } = moments;
  const { covariance, mean } = alignedStatistics(moments) ?? {
    covariance: moments.all.covariance(),
    mean: moments.all.mean(),
  };
  const { values, vectors } = spectrum(covariance, dims);
  const total = values.reduce((sum, value) => sum + value, 0);
  let rank = 0;
  for (let kept = 0; rank < dims - 1 && kept < KEPT_VARIANCE * total; rank++) kept += values[rank];
  rank = Math.max(1, rank);
  const basis = new Float32Array(dims * rank);
  for (let row = 0; row < dims; row++) {
    for (let column = 0; column < rank; column++) basis[row * rank + column] = vectors[row * dims + column];
  }
  return {
    dims,
    mean: Float32Array.from(mean),
    weights: new Float32Array(dims).fill(1),
    scale: 1,
    basis,
    rank,
  };
}

interface PatchStatistics {
  /** D x D. */
  covariance: Float64Array;
  /** D, or positions x D. */
  mean: Float64Array;
}

/** null when the positions' means explain too little: the part lies anyhow, or is a texture. */
function alignedStatistics({
  frames,
  positions,
  dims,
  all,
  positionSum,
}: PatchMoments): PatchStatistics | null {
  if (frames < 2) return null;
  const common = all.mean();
  const means = positionSum.map((value) => value / frames);
  const between = betweenCovariance(means, common, positions, dims);
  const total = all.covariance();
  const totalTrace = trace(total, dims);
  // What is left around the positions' own means, without bias.
  const unbiased = frames / (frames - 1);
  const within = total.map((value, index) => (value - between[index]) * unbiased);
  const withinTrace = trace(within, dims);
  if (!(withinTrace < (1 - ALIGNED_SHARE) * totalTrace)) return null;
  const real = Math.max(0, totalTrace - withinTrace);
  const trust = real / (real + withinTrace / frames);
  const mean = means.map((value, index) => common[index % dims] + trust * (value - common[index % dims]));
  return { covariance: within, mean };
}

/** Covariance of the positions' means around the common mean, D x D. */
function betweenCovariance(
  means: Float64Array,
  common: Float64Array,
  positions: number,
  dims: number,
): Float64Array {
  const result = new Float64Array(dims * dims);
  const offset = new Float64Array(dims);
  for (let position = 0; position < positions; position++) {
    for (let dim = 0; dim < dims; dim++) offset[dim] = means[position * dims + dim] - common[dim];
    addLowerOuter(result, offset, 1 / positions);
  }
  for (let row = 0; row < dims; row++) {
    for (let column = 0; column < row; column++) result[column * dims + row] = result[row * dims + column];
  }
  return result;
}

/** Adds `share * v v'` below and on the diagonal: the innermost loop of every fit. */
function addLowerOuter(target: Float64Array, v: Float64Array, share: number): void {
  for (let row = 0; row < v.length; row++) {
    const factor = share * v[row];
    const start = row * v.length;
    for (let column = 0; column <= row; column++) target[start + column] += factor * v[column];
  }
}

function trace(matrix: Float64Array, dims: number): number {
  let sum = 0;
  for (let dim = 0; dim < dims; dim++) sum += matrix[dim * dims + dim];
  return sum;
}
