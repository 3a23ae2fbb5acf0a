import type { LogDistances, OutOfFold } from './out-of-fold';
import { lowerScale, median } from './statistics';

/** Cut in standard deviations of the clean side. */
const CUT = 3;
const MOST_ROUNDS = 3;

/**
 * SROC, a Simple Refinement strategy for One Class classification (Cordier, Missaoui, Gutierrez 2022, arXiv
 * 2202.12759): score the window with a classical outlier detector over pretrained features, remove what stands
 * out, fit again. The paper's exact cut is not in our hands; this one is ours.
 * @param cap at most this share (0..1) of the frames is removed
 * @returns which frames are kept
 */
export async function refine(window: OutOfFold, count: number, cap: number): Promise<boolean[]> {
  let kept = Array.from({ length: count }, () => true);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const deviations = joinedDeviations(await window.score(kept), kept);
    const next = keepBelow(deviations, CUT, Math.floor(cap * count));
    if (next.every((value, index) => value === kept[index])) break;
    kept = next;
  }
  return kept;
}

/** Both log distances, each standardised by the kept frames, added, and standardised again. */
export function joinedDeviations({ patch, pooled }: LogDistances, kept: readonly boolean[]): Float64Array {
  const patchDeviations = deviationsOf(patch, kept);
  const pooledDeviations = deviationsOf(pooled, kept);
  return deviationsOf(
    patchDeviations.map((value, index) => value + pooledDeviations[index]),
    kept,
  );
}

function deviationsOf(values: Float64Array, kept: readonly boolean[]): Float64Array {
  const reference = values.filter((_, index) => kept[index]);
  const centre = median(reference);
  const scale = Math.max(1e-9, lowerScale(reference));
  return values.map((value) => (value - centre) / scale);
}

function keepBelow(deviations: Float64Array, cut: number, most: number): boolean[] {
  const worstFirst = [...deviations.keys()].sort((left, right) => deviations[right] - deviations[left]);
  const removed = new Set(worstFirst.slice(0, most).filter((index) => deviations[index] > cut));
  return [...deviations.keys()].map((index) => !removed.has(index));
}
