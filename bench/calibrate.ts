import { logDistance } from '../models/detectors/joint';
import { automaticThreshold } from '../models/learning/threshold';
import type { WindowFrame } from '../models/learning/window';
import { lowerScale, median } from '../models/statistics';
import type { Baseline } from './baselines/baseline';
import { FIT_OPTIONS } from './defaults';

/** Fewer than the engine's: a baseline is fitted anew for each. */
const FOLDS = 4;

/**
 * Fits a baseline and gives it the engine's automatic threshold, from scores of frames it was not fitted on.
 * @returns scores of the tested frames; above 1 they are rejected
 */
export async function calibrated(
  baseline: Baseline,
  window: readonly WindowFrame[],
  tested: readonly WindowFrame[],
): Promise<Float64Array> {
  const logs = new Float64Array(window.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const score = await baseline.fit(window.filter((_, at) => at % FOLDS !== fold));
    const held = [...window.keys()].filter((at) => at % FOLDS === fold);
    const scores = await score(held.map((at) => window[at]));
    held.forEach((at, index) => {
      logs[at] = logDistance(scores[index]);
    });
  }
  const [centre, spread] = [median(logs), Math.max(1e-6, lowerScale(logs))];
  const deviations = logs.map((log) => (log - centre) / spread);
  const threshold = automaticThreshold(deviations, FIT_OPTIONS.falseRejectTarget).deviations;
  const score = await baseline.fit(window);
  return (await score(tested)).map((value) => Math.exp((logDistance(value) - centre) / spread - threshold));
}
