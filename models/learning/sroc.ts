import { joinDistances, type LogDistances } from '../detectors/joint';
import type { OutOfFold } from './out-of-fold';
import { looksPolluted } from './threshold';

/** The least suspicious share of the frames, which the first models are fitted on. */
const CORE = 0.6;
/** What lies further from the core than this stays out at first: deviations of the clean side of all frames. */
const CORE_CUT = 4;
/** In windows of so many frames a purer core is looked for, and what lies further than this from it by its own clean side stays out too. */
const PURER_FRAMES = 160;
const PURER_CUT = 7;
/** Where cleaning begins again: deviations of the core's own clean side. Less is believed in such a window. */
const AGAIN_CUT = 3.2;
/** What then stands out this far from the kept frames is removed: deviations of their clean side. */
const CUT = 3.7;
/** Removed frames may come back, and kept ones go, so many times. */
const MOST_CHANGES = 3;
/** Where defects are likely to be left, cleaning begins again from the core of what was kept, so many times. */
const MOST_RESTARTS = 4;
/** Of fewer frames than this the tail says too little to begin again for it. */
const RESTART_FRAMES = 50;
/** Defects are likely to be left where more than this share of the frames was removed. */
const HEAVY_REMOVAL = 0.25;

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
 * Models of a core, the least suspicious frames, say which of the others belong to it; the kept frames then say the
 * same of every frame, until nothing changes: a search forwards from what is surely good (cf. Billor, Hadi, Velleman
 * 2000), so that defects do not excuse each other and good frames at the edge come back. A window that lost much, or whose
 * kept frames still reach further up than good parts do, is heavily polluted and begins again from their core, unless it
 * is so short that chance does the same.
 * @param cap at most this share (0..1) of the frames is removed
 */
export async function refine(window: OutOfFold, cap: number): Promise<Refinement> {
  const most = Math.floor(cap * window.count);
  let refinement = await settle(window, await firstKept(window, most), most);
  const restarts = window.count < RESTART_FRAMES ? 0 : MOST_RESTARTS;
  for (let restart = 0; restart < restarts; restart++) {
    const { kept, distances } = refinement;
    const { deviations } = joinDistances(distances, kept);
    const removed = kept.filter((own) => !own).length;
    const looksClean = !looksPolluted(deviations.filter((_, index) => kept[index]));
    if (looksClean && !isHeavyRemoval(removed, window.count)) break;
    const smaller = leastSuspicious(deviations, CORE);
    const again = joinDistances(await window.score(smaller), smaller);
    const rest = withoutWorst(again.deviations, AGAIN_CUT, most);
    refinement = { kept: rest, distances: await window.score(rest) };
  }
  return refinement;
}

/**
 * The frames that are not far from a core. In a core that was chosen by models of the whole window, defects of one kind excuse each
 * other, and so they do as soon as a few of them are let in; in a long window the frames are ranked once more by a model
 * of the core, and what is far from the core that follows, for its own spread, stays out as well.
 */
async function firstKept(window: OutOfFold, most: number): Promise<boolean[]> {
  const everything = Array.from({ length: window.count }, () => true);
  const first = await window.quickScore(everything);
  const core = leastSuspicious(joinDistances(first, everything).deviations, CORE);
  const purer = window.count < PURER_FRAMES ? null : await purerCore(window, core, first);
  const distances = await window.score(purer ?? core);
  const near = withoutWorst(joinDistances(distances, everything).deviations, CORE_CUT, most);
  if (!purer) return near;
  const alsoNear = withoutWorst(joinDistances(distances, purer).deviations, PURER_CUT, most);
  return near.map((own, index) => own && alsoNear[index]);
}

/** The least suspicious frames by a patch model of a core. @param first the distances that the core was chosen by */
async function purerCore(window: OutOfFold, core: boolean[], first: LogDistances): Promise<boolean[]> {
  const closer = { patch: await window.quickPatches(core), pooled: first.pooled };
  return leastSuspicious(joinDistances(closer, core).deviations, CORE);
}

/** Whether so much of a window was removed that it is likely to be more polluted than refinement can tell. */
export function isHeavyRemoval(removed: number, frames: number): boolean {
  return removed > HEAVY_REMOVAL * frames;
}

/** Lets frames come and go until what is kept agrees with models of what is kept. */
async function settle(window: OutOfFold, start: boolean[], most: number): Promise<Refinement> {
  let kept = start;
  for (let change = 0; ; change++) {
    const distances = await window.score(kept);
    if (change === MOST_CHANGES) return { kept, distances };
    const next = withoutWorst(joinDistances(distances, kept).deviations, CUT, most);
    if (next.every((stays, index) => stays === kept[index])) return { kept, distances };
    kept = next;
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

function leastSuspicious(deviations: Float64Array, share: number): boolean[] {
  const chosen = new Set(worstFirst(deviations).slice(-Math.ceil(share * deviations.length)));
  return [...deviations.keys()].map((index) => chosen.has(index));
}

function worstFirst(deviations: Float64Array): number[] {
  return [...deviations.keys()].sort((left, right) => deviations[right] - deviations[left]);
}
