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
    covariance: moments.sampled.covariance(),
    mean: Float32Array.from(moments.sampled.mean()),
  };
  // Identical patches have no variance at all; any tiny one keeps the filter finite.
  const noise = Math.max((NOISE * trace(covariance, dims)) / dims, LEAST_NOISE);
  // r (C + r I)^-1 = (C / r + I)^-1
  for (let cell = 0; cell < covariance.length; cell++) covariance[cell] /= noise;
  for (let dim = 0; dim < dims; dim++) covariance[dim * (dims + 1)] += 1;
  const filter = await inverseOf(covariance, dims, products);
  return { dims, filter, offset: await products.product(mean, filter, dims) };
}

interface PatchStatistics {
  /** D x D. */
  covariance: Float64Array;
  /** D, or positions x D. */
  mean: Float32Array;
}

/** null when the positions' means explain too little: the part lies anyhow, or is a texture. */
async function alignedStatistics(moments: PatchMoments, products: Products): Promise<PatchStatistics | null> {
  const { frames, dims, sampled } = moments;
  if (frames < 2) return null;
  const common = sampled.mean();
  const covariance = sampled.covariance();
  const totalTrace = trace(covariance, dims);
  const offsets = sampledOffsets(moments, common);
  const positions = moments.sampledPositions.length;
  const between = await products.gram(offsets, dims);
  // What is left around the positions' own means, without bias.
  const unbiased = frames / (frames - 1);
  const withinTrace = (totalTrace - trace(between, dims) / positions) * unbiased;
  if (!(withinTrace < (1 - ALIGNED_SHARE) * totalTrace)) return null;
  for (let cell = 0; cell < covariance.length; cell++) {
    covariance[cell] = (covariance[cell] - between[cell] / positions) * unbiased;
  }
  const real = Math.max(0, totalTrace - withinTrace);
  return { covariance, mean: drawnMeans(moments, common, real / (real + withinTrace / frames)) };
}

/** Offsets of the means of the sampled positions from the common one, sampled positions x D. */
function sampledOffsets(
  { frames, dims, sampledPositions, positionSum }: PatchMoments,
  common: Float64Array,
): Float32Array {
  const offsets = new Float32Array(sampledPositions.length * dims);
  let cell = 0;
  for (const position of sampledPositions) {
    const start = position * dims;
    for (let dim = 0; dim < dims; dim++) offsets[cell++] = positionSum[start + dim] / frames - common[dim];
  }
  return offsets;
}

/** The positions' means, drawn towards the common one; positions x D. @param trust share (0..1) of a position's own mean */
function drawnMeans(
  { frames, positions, dims, positionSum }: PatchMoments,
  common: Float64Array,
  trust: number,
): Float32Array {
  const means = new Float32Array(positions * dims);
  const base = common.map((value) => (1 - trust) * value);
  const own = trust / frames;
  let cell = 0;
  for (let position = 0; position < positions; position++) {
    for (let dim = 0; dim < dims; dim++, cell++) means[cell] = base[dim] + own * positionSum[cell];
  }
  return means;
}

function trace(matrix: Float64Array | Float32Array, dims: number): number {
  let sum = 0;
  for (let dim = 0; dim < dims; dim++) sum += matrix[dim * dims + dim];
  return sum;
}
