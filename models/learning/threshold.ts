import { quantile } from '../statistics';
import { normalCdf, normalDensity, normalQuantile } from './normal';

/** Where the threshold lies, and what can be promised for it. */
export interface Threshold {
  /** In clean-side standard deviations above the median. */
  deviations: number;
  /** Smallest false-reject rate (0..1) that so many frames can vouch for: 1 / (n + 1). */
  promisedFalseReject: number;
}

/** Upper spread that good parts usually have, and how many frames' worth of evidence that is. */
const USUAL_SPREAD = 1.6;
const USUAL_WEIGHT = 30;
/** A tail longer than this is no tail of good parts. */
const LONGEST_TAIL = 2;
/** Upper spread of the kept frames, uncorrected, from which on defects are likely to be left among them. */
const POLLUTED_TAIL = 1.8;
/** The same for their upper quartile, which is .67 for a normal distribution. */
const POLLUTED_SHOULDER = 1.35;
/** Fewer frames say little about either: by chance their tail is longer, and their upper quartile anywhere. */
const MANY_FRAMES = 50;
const POLLUTED_TAIL_OF_FEW = 2;

/**
 * The threshold for a false-reject rate, from the out-of-fold deviations of the kept frames. Good frames have a
 * longer upper tail than lower side, and refinement cut that tail off: its spread is that of a half-normal
 * distribution truncated at the largest kept deviation, by maximum likelihood (for the half-normal, the second
 * moment decides). An uncorrected quantile of the kept frames rejects several times the target. Few frames know
 * little of a tail, so the estimate is drawn towards what is usual, the more the fewer they are.
 * @param kept deviations of the kept frames, at least one above 0
 * @param target false-reject rate, 0..1
 */
export function automaticThreshold(kept: Float64Array, target: number): Threshold {
  const cut = kept.reduce((most, deviation) => Math.max(most, deviation), 0);
  const measured = untruncatedSpread(upperSecondMoment(kept), cut);
  const upper = kept.filter((deviation) => deviation > 0).length;
  const spread = Math.sqrt(
    (upper * measured ** 2 + USUAL_WEIGHT * USUAL_SPREAD ** 2) / (upper + USUAL_WEIGHT),
  );
  return {
    deviations: normalQuantile(1 - target) * spread,
    promisedFalseReject: Math.max(target, 1 / (kept.length + 1)),
  };
}

/**
 * Whether these deviations reach further up than those of good parts do: defects are left among them. Few of them make a
 * long tail; so many that they are no tail any more make a broad shoulder.
 */
export function looksPolluted(kept: Float64Array): boolean {
  const tail = Math.sqrt(upperSecondMoment(kept));
  if (kept.length < MANY_FRAMES) return tail > POLLUTED_TAIL_OF_FEW;
  return tail > POLLUTED_TAIL || quantile(kept, 0.75) > POLLUTED_SHOULDER;
}

/** Mean square of the deviations above the median. */
function upperSecondMoment(deviations: Float64Array): number {
  const upper = deviations.filter((deviation) => deviation > 0);
  return upper.reduce((sum, deviation) => sum + deviation ** 2, 0) / Math.max(1, upper.length);
}

/** Standard deviation of a half-normal distribution whose part below `cut` has this second moment. */
function untruncatedSpread(secondMoment: number, cut: number): number {
  let low = Math.sqrt(secondMoment);
  let high = Math.max(low, LONGEST_TAIL);
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (truncatedSecondMoment(middle, cut) < secondMoment) low = middle;
    else high = middle;
  }
  return low;
}

/** E[x^2 | 0 < x < cut] for a half-normal x: `s^2 (1 - 2 a pdf(a) / (2 cdf(a) - 1))`, `a = cut / s`. */
function truncatedSecondMoment(spread: number, cut: number): number {
  const limit = cut / spread;
  return spread ** 2 * (1 - (2 * limit * normalDensity(limit)) / (2 * normalCdf(limit) - 1));
}
