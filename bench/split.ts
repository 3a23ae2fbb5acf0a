import { type Random, random, shuffled } from '../demo/random';
import type { BenchSample } from './variants';

/** Which pictures of a data set are in the training window and which are tested. */
export interface Split {
  /** Those of the data set, then those made from them. */
  samples: BenchSample[];
  /** Indices into `samples`. */
  window: number[];
  test: number[];
}

export interface SplitOptions {
  /** Test the defects that pollute the window too, as some papers do. */
  overlap?: boolean;
  /** Pollute with few defects, each many times and a little aside. */
  repeatDefects?: boolean;
  /** Share (0..1) of the window that shows good parts in another pose and light; some of those are tested as well. */
  variantShare?: number;
}

/** Share of a small set's good pictures that may go into the window; the rest is tested. */
const WINDOW_SHARE = 0.65;
/** At most this share of the defects is used to pollute the window. */
const POLLUTION_SHARE = 0.6;
/** Defects that are repeated. */
const REPEATED = 3;
/** A repeated defect lies at most this share of the picture aside. */
const LARGEST_SHIFT = 0.03;
/** Of the tested good pictures, every so-manieth is tested as the rare variant as well. */
const VARIANT_TESTED = 4;

/**
 * Splits with a seed. No window picture is ever tested (unless asked for), and the same pictures are tested at every
 * contamination: the window gets shorter when a set has too few defects to pollute all of it.
 * @param contamination share (0..1) of the window that is defective
 */
export function splitSet(
  originals: readonly BenchSample[],
  windowSize: number,
  contamination: number,
  seed: number,
  { overlap = false, repeatDefects = false, variantShare = 0 }: SplitOptions = {},
): Split {
  const samples = [...originals];
  const add = (sample: BenchSample) => samples.push(sample) - 1;
  const from = random(seed);
  const good = shuffled(indices(samples, false), from);
  const bad = shuffled(indices(samples, true), from);
  const mostGood = Math.min(windowSize, Math.floor(WINDOW_SHARE * good.length));
  const mostBad = overlap ? bad.length : Math.floor(POLLUTION_SHARE * bad.length);
  const byGood = Math.floor(mostGood / (1 - contamination));
  const byBad =
    contamination > 0 && mostBad > 0 && !repeatDefects
      ? Math.floor(mostBad / contamination)
      : Number.POSITIVE_INFINITY;
  const size = Math.min(windowSize, byGood, byBad);
  const polluting = mostBad > 0 ? Math.round(contamination * size) : 0;
  const repeated = (which: number) =>
    add({ ...samples[bad[which % Math.min(REPEATED, mostBad)]], variant: shift(from) });
  const defects = repeatDefects
    ? Array.from({ length: polluting }, (_, at) => repeated(at))
    : bad.slice(0, polluting);
  const own = good.slice(0, size - polluting);
  const heldOut = good.slice(mostGood);
  const tested = [...heldOut, ...(overlap ? bad : bad.slice(mostBad))];
  if (variantShare > 0) {
    const vary = (index: number) => add({ ...samples[index], variant: { kind: 'rare' } });
    own.splice(0, Infinity, ...own.map((index, at) => (at < variantShare * size ? vary(index) : index)));
    tested.push(...heldOut.filter((_, at) => at % VARIANT_TESTED === 0).map(vary));
  }
  return { samples, window: shuffled([...own, ...defects], from), test: tested };
}

/** The defect mask no longer fits a shifted picture, but only tested pictures need one. */
function shift(from: Random) {
  const aside = () => from.between(-LARGEST_SHIFT, LARGEST_SHIFT);
  return { kind: 'shifted' as const, right: aside(), down: aside(), quality: 85 + from.below(11) };
}

function indices(samples: readonly BenchSample[], defective: boolean): number[] {
  return [...samples.keys()].filter((index) => samples[index].defective === defective);
}
