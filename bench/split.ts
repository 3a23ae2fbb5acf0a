import { random, shuffled } from '../demo/random';
import type { Sample } from './dataset';

/** Which pictures of a data set are in the training window and which are tested. */
export interface Split {
  window: number[];
  test: number[];
}

/** Share of a small set's good pictures that may go into the window; the rest is tested. */
const WINDOW_SHARE = 0.65;
/** At most this share of the defects is used to pollute the window. */
const POLLUTION_SHARE = 0.6;

/**
 * Splits with a seed. No window picture is ever tested, and the same good pictures are tested at every
 * contamination: the window gets shorter when a set has too few defects to pollute all of it.
 */
export function splitSet(
  samples: readonly Sample[],
  windowSize: number,
  contamination: number,
  seed: number,
): Split {
  const from = random(seed);
  const good = shuffled(indices(samples, false), from);
  const bad = shuffled(indices(samples, true), from);
  const mostGood = Math.min(windowSize, Math.floor(WINDOW_SHARE * good.length));
  const mostBad = Math.floor(POLLUTION_SHARE * bad.length);
  const byGood = Math.floor(mostGood / (1 - contamination));
  const byBad = contamination > 0 ? Math.floor(mostBad / contamination) : Number.POSITIVE_INFINITY;
  const size = Math.min(windowSize, byGood, byBad);
  const polluting = Math.round(contamination * size);
  const window = shuffled([...good.slice(0, size - polluting), ...bad.slice(0, polluting)], from);
  return { window, test: [...good.slice(mostGood), ...bad.slice(mostBad)] };
}

function indices(samples: readonly Sample[], defective: boolean): number[] {
  return [...samples.keys()].filter((index) => samples[index].defective === defective);
}
