import { inverseOf } from './inverse';
import type { PatchMoments } from './patch-moments';
import type { Products } from './products';

/**
 * What a regularised reconstruction leaves over of a patch, in the form that the graph scores:
 * `distance = |x filter - offset|`.
 */
export interface PatchResidual {
  dims: number;
  /** D x D, symmetric. */
  filter: Float32Array;
  /** The filtered mean: one row of length D, or one for each position. */
  offset: Float32Array;
}

/** Noise of a patch in each direction, as a share of the mean variance. */
const NOISE = 0.1;
const LEAST_NOISE = 1e-12;
/** Positions get means of their own when these take away at least this share of the patch variance. */
const ALIGNED_SHARE = 0.2;

/**
 * Residual of the patches' best linear reconstruction from themselves: with covariance C and noise r in every
 * direction, `r (C + r I)^-1 (x - mean)` is left over (the Wiener filter; ridge regression of x on x). Directions in
 * which good patches vary much are taken away, those in which they hardly vary stay, without the hard border of a
 * principal subspace (cf. SubspaceAD, 2026) and without its eigendecomposition. Where the part lies alike in every
 * frame, each position has its own mean as in PaDiM (Defard et al. 2021), drawn towards the common one as far as few
 * frames make it uncertain (James and Stein 1961); the window itself tells whether it does.
 */
export async function patchResidual(moments: PatchMoments, products: Products): Promise<PatchResidual> {
  const { dims } = moments;
  const { covariance, mean } = (await alignedStatistics(moments, products)) ?? {
    covariance: moments.all.covariance(),
    mean: Float32Array.from(moments.all.mean()),
  };
  // Identical patches have no variance at all; any tiny one keeps the filter finite.
  const noise = Math.max((NOISE * trace(covariance, dims)) / dims, LEAST_NOISE);
  for (let dim = 0; dim < dims; dim++) covariance[dim * (dims + 1)] += noise;
  const inverse = await inverseOf(covariance, dims, products);
  const filter = inverse.map((value) => noise * value);
  return { dims, filter, offset: await products.product(mean, filter, dims) };
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
  products: Products,
): Promise<PatchStatistics | null> {
  if (frames < 2) return null;
  const common = all.mean();
  const covariance = all.covariance();
  const totalTrace = trace(covariance, dims);
  // Offsets of the positions' means from the common one, positions x D.
  const offsets = new Float32Array(positions * dims);
  let betweenTrace = 0;
  for (let cell = 0; cell < offsets.length; ) {
    for (let dim = 0; dim < dims; dim++, cell++) {
      const offset = positionSum[cell] / frames - common[dim];
      offsets[cell] = offset;
      betweenTrace += offset ** 2 / positions;
    }
  }
  // What is left around the positions' own means, without bias.
  const unbiased = frames / (frames - 1);
  const withinTrace = (totalTrace - betweenTrace) * unbiased;
  if (!(withinTrace < (1 - ALIGNED_SHARE) * totalTrace)) return null;
  const between = await products.gram(offsets, dims);
  for (let cell = 0; cell < covariance.length; cell++) {
    covariance[cell] = (covariance[cell] - between[cell] / positions) * unbiased;
  }
  const real = Math.max(0, totalTrace - withinTrace);
  const trust = real / (real + withinTrace / frames);
  // In the memory of the offsets, which are of no use any more.
  const mean = offsets;
  for (let cell = 0; cell < mean.length; ) {
    for (let dim = 0; dim < dims; dim++, cell++) mean[cell] = common[dim] + trust * offsets[cell];
  }
  return { covariance, mean };
}

function trace(matrix: Float64Array, dims: number): number {
  let sum = 0;
  for (let dim = 0; dim < dims; dim++) sum += matrix[dim * dims + dim];
  return sum;
}
