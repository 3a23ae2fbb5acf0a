import { joinDistances, type LogDistances } from './detectors/joint';
import type { OutOfFold } from './out-of-fold';
import { hasLongTail } from './threshold';

/** A core that is almost surely clean, at the cost of some good frames: deviations of the clean side. */
const CORE_CUT = 2.5;
/** What stands out this far from the core, scored by models of the core alone, is removed. */
const CUT = 4;
/** Where defects are still left, the next round starts from this share of the frames, the least suspicious. */
const SMALL_CORE = 0.6;
const MOST_ROUNDS = 3;

/** A cleaned window. */
export interface Refinement {
  /** Which frames are kept. */
  kept: boolean[];
  /** Distances of every frame to models of the kept frames that did not see it. */
  distances: LogDistances;
}

/**
 * SROC, a Simple Refinement strategy for One Class classification (Cordier, Missaoui, Gutierrez 2022, arXiv
 * 2202.12759): score the window with a classical outlier detector over pretrained features, remove what stands
 * out, fit again. The paper's exact cut is not in our hands; this one is ours (docs/decisions).
 *
 * A core is fitted first, then every frame is scored by it and may come back. A window whose kept frames still have
 * a tail too long for good parts is heavily polluted: it is cleaned again from a smaller core.
 * @param cap at most this share (0..1) of the frames is removed
 */
export async function refine(window: OutOfFold, cap: number): Promise<Refinement> {
  const most = Math.floor(cap * window.count);
  const everything = Array.from({ length: window.count }, () => true);
  const first = joinDistances(await window.quickScore(everything), everything);
  let core = Array.from(first.deviations, (deviation) => deviation < CORE_CUT);
  for (let round = 1; ; round++) {
    const fromCore = joinDistances(await window.score(core), core);
    const kept = withoutWorst(fromCore.deviations, CUT, most);
    const distances = await window.score(kept);
    const { deviations } = joinDistances(distances, kept);
    const suspicious = hasLongTail(deviations.filter((_, index) => kept[index]));
    if (!suspicious || round === MOST_ROUNDS) return { kept, distances };
    core = leastSuspicious(deviations, Math.ceil(SMALL_CORE * window.count));
  }
}

function withoutWorst(deviations: Float64Array, cut: number, most: number): boolean[] {
  const removed = new Set(
    worstFirst(deviations)
      .slice(0, most)
      .filter((index) => deviations[index] >= cut),
  );
  return [...deviations.keys()].map((index) => !removed.has(index));
}

function leastSuspicious(deviations: Float64Array, count: number): boolean[] {
  const chosen = new Set(worstFirst(deviations).slice(-count));
  return [...deviations.keys()].map((index) => chosen.has(index));
}

function worstFirst(deviations: Float64Array): number[] {
  return [...deviations.keys()].sort((left, right) => deviations[right] - deviations[left]);
}
