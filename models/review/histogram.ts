import type { Fitted } from '../recipe/fitted';
import type { Histogram } from './views';

const STEP = 0.05;
/** Scores beyond this are counted in the last bin. */
const HIGHEST = 4;

/** The out-of-fold scores of a model's window, 1.0 at its threshold. */
export function windowHistogram({ frames, detector }: Fitted): Histogram {
  const bins = frames.map(({ outOfFold }) => binOf(outOfFold / detector.parts.threshold));
  const first = bins.reduce((least, bin) => Math.min(least, bin), binOf(1));
  const last = bins.reduce((most, bin) => Math.max(most, bin), binOf(1));
  const empty = () => Array.from({ length: last - first + 1 }, () => 0);
  const histogram: Histogram = { from: first * STEP, step: STEP, kept: empty(), removed: empty() };
  frames.forEach(({ kept }, index) => {
    histogram[kept ? 'kept' : 'removed'][bins[index] - first]++;
  });
  return histogram;
}

/** A score on the edge of two bins belongs to the upper one. */
function binOf(score: number): number {
  return Math.floor(Math.min(score, HIGHEST) / STEP + 1e-9);
}
