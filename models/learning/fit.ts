import { Detector } from '../detectors/detector';
import { joinDistances } from '../detectors/joint';
import { Refused } from '../refused';
import { quantile } from '../statistics';
import { RemarkError } from '../words/remark';
import { alikeGroups } from './alike';
import { distanceThreshold } from './distance-threshold';
import { distinctPictures } from './distinct';
import { type FitWarning, fitWarnings } from './fit-warnings';
import { learningGain } from './learning-gain';
import { OutOfFold } from './out-of-fold';
import { type Refinement, refine } from './sroc';
import { looksPolluted } from './threshold';
import { type Choice, SHORTEST_WINDOW, type WindowFrame } from './window';
import type { WindowHead } from './window-head';

export interface FitOptions {
  /** Length D of a patch feature. */
  patchDims: number;
  /** Whether SROC cleans the window. */
  refine: boolean;
  /** SROC removes at most this share (0..1). */
  removalCap: number;
  /** Share (0..1) of good frames that may be rejected. */
  falseRejectTarget: number;
  /** What a person decided about each frame; it overrides SROC. */
  choices?: readonly (Choice | null)[];
}

export interface FittedFrame {
  kept: boolean;
  /** What a person decided; null where SROC did. */
  choice: Choice | null;
  /** Raw anomaly distance that the detector would give the frame if it had not seen it. */
  outOfFold: number;
}

export interface WindowFit {
  detector: Detector;
  /** As the window's frames. */
  frames: FittedFrame[];
  /** Indices of removed frames that look alike, a group each. */
  alike: number[][];
  warnings: FitWarning[];
  promisedFalseReject: number;
}

/** The heat map turns on where the worst patches of this share of good frames end. */
const PATCH_LIMIT_SHARE = 0.95;

/** Fewer kept frames say nothing about a threshold, and neither do fewer pictures, however often they came. */
const LEAST_KEPT = SHORTEST_WINDOW / 2;

/**
 * Window -> SROC, and what a person decided -> detector and threshold.
 * @throws a sentence when the window is too short, or shows too few different pictures, to fit anything.
 */
export async function fitWindow(
  frames: readonly WindowFrame[],
  options: FitOptions,
  head: WindowHead,
): Promise<WindowFit> {
  if (frames.length < SHORTEST_WINDOW) {
    throw new Error(`${frames.length} frames are too few; a window needs at least ${SHORTEST_WINDOW}`);
  }
  const window = await OutOfFold.prepare(frames, head, options.patchDims);
  const choices = frames.map((_, index) => options.choices?.[index] ?? null);
  const refined = options.refine ? await refine(window, options.removalCap) : await keepEverything(window);
  const { kept, distances } = await chosen(refined, choices, window);
  checkDistinct(frames.filter((_, index) => kept[index]));
  const joined = joinDistances(distances, kept);
  const { scale, deviations } = joined;
  const gain = await learningGain(window, kept, joined);
  const logs = joined.logs.map((log) => log - gain);
  const threshold = distanceThreshold(
    logs.filter((_, index) => kept[index]),
    options.falseRejectTarget,
  );
  if (!(threshold.distance > 0 && Number.isFinite(threshold.distance)))
    throw new RemarkError({ kind: 'no-threshold' });
  const removed = frames.flatMap((_, index) => (kept[index] ? [] : [index]));
  const keptIndices = frames.flatMap((_, index) => (kept[index] ? [index] : []));
  const alike = alikeGroups(removed, keptIndices, window.deviationCosine(kept));
  const patchLogs = distances.patch.filter((_, index) => kept[index]);
  return {
    detector: new Detector({
      ...(await window.fit(kept)),
      joint: scale,
      threshold: threshold.distance,
      patchLimit: Math.exp(quantile(patchLogs, PATCH_LIMIT_SHARE)),
    }),
    frames: frames.map((_, index) => ({
      kept: kept[index],
      choice: choices[index],
      // As it is stored: what judges is the same before and after a restart.
      outOfFold: Math.fround(Math.exp(logs[index])),
    })),
    alike: alike.map(({ members }) => members),
    warnings: fitWarnings({
      frames: frames.length,
      removed: removed.length,
      mostRemoved: Math.floor(options.removalCap * frames.length),
      distinct: window.distinct,
      looksPolluted: looksPolluted(deviations.filter((_, index) => kept[index])),
      // A group that a person has decided about is no question any more.
      alike: alike.filter(({ members }) => members.some((index) => choices[index] === null)),
      falseRejectTarget: options.falseRejectTarget,
      promisedFalseReject: threshold.promisedFalseReject,
    }),
    promisedFalseReject: threshold.promisedFalseReject,
  };
}

/** What a person decided holds, whatever SROC found. */
async function chosen(
  refined: Refinement,
  choices: readonly (Choice | null)[],
  window: OutOfFold,
): Promise<Refinement> {
  const kept = refined.kept.map((own, index) => (choices[index] ? choices[index] === 'keep' : own));
  if (kept.filter(Boolean).length < LEAST_KEPT) {
    throw new Refused('request', { kind: 'too-few-kept', least: LEAST_KEPT });
  }
  if (kept.every((own, index) => own === refined.kept[index])) return refined;
  return { kept, distances: await window.score(kept) };
}

/** Copies of a few pictures vary in nothing: whatever came next would be far away, or nothing would. */
function checkDistinct(kept: readonly WindowFrame[]): void {
  const distinct = distinctPictures(kept, LEAST_KEPT);
  if (distinct === LEAST_KEPT) return;
  throw new Refused('request', { kind: 'few-pictures', kept: kept.length, distinct, least: LEAST_KEPT });
}

async function keepEverything(window: OutOfFold): Promise<Refinement> {
  const kept = Array.from({ length: window.count }, () => true);
  return { kept, distances: await window.score(kept) };
}
