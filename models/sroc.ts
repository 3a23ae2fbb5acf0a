import { joinDistances } from './detectors/joint';
import type { OutOfFold } from './out-of-fold';

/** A core that is almost surely clean, at the cost of some good frames: deviations of the clean side. */
const CORE_CUT = 2.5;
/** What stands out this far from the core, scored by models of the core alone, is removed. */
const CUT = 4.25;

/**
 * SROC, a Simple Refinement strategy for One Class classification (Cordier, Missaoui, Gutierrez 2022, arXiv
 * 2202.12759): score the window with a classical outlier detector over pretrained features, remove what stands
 * out, fit again. The paper's exact cut is not in our hands; this one is ours (docs/decisions).
 * @param cap at most this share (0..1) of the frames is removed
 * @returns which frames are kept
 */
export async function refine(window: OutOfFold, cap: number): Promise<boolean[]> {
  const everything = Array.from({ length: window.count }, () => true);
  const first = joinDistances(await window.quickScore(everything), everything);
  const core = Array.from(first.deviations, (deviation) => deviation < CORE_CUT);
  const { deviations } = joinDistances(await window.score(core), core);
  return withoutWorst(deviations, CUT, Math.floor(cap * window.count));
}

function withoutWorst(deviations: Float64Array, cut: number, most: number): boolean[] {
  const worstFirst = [...deviations.keys()].sort((left, right) => deviations[right] - deviations[left]);
  const removed = new Set(worstFirst.slice(0, most).filter((index) => deviations[index] >= cut));
  return [...deviations.keys()].map((index) => !removed.has(index));
}
