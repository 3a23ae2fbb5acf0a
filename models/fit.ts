import { alikeGroups } from './alike';
import { Detector } from './detectors/detector';
import { joinDistances } from './detectors/joint';
import { distanceThreshold } from './distance-threshold';
import { fitWarnings } from './fit-warnings';
import { OutOfFold } from './out-of-fold';
import { type Refinement, refine } from './sroc';
import { quantile } from './statistics';
import { hasLongTail } from './threshold';
import { SHORTEST_WINDOW, type WindowFrame } from './window';
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
}

export interface FittedFrame {
  kept: boolean;
  /** Raw anomaly distance by a detector that did not see the frame. */
  outOfFold: number;
}

export interface WindowFit {
  detector: Detector;
  /** As the window's frames. */
  frames: FittedFrame[];
  warnings: string[];
  promisedFalseReject: number;
}

/** The heat map turns on where the worst patches of this share of good frames end. */
const PATCH_LIMIT_SHARE = 0.95;

/** Window -> SROC -> detector and threshold. @throws a sentence when the window is too short to fit anything. */
export async function fitWindow(
  frames: readonly WindowFrame[],
  options: FitOptions,
  head: WindowHead,
): Promise<WindowFit> {
  if (frames.length < SHORTEST_WINDOW) {
    throw new Error(`${frames.length} frames are too few; a window needs at least ${SHORTEST_WINDOW}`);
  }
  const window = await OutOfFold.prepare(frames, head, options.patchDims);
  const { kept, distances } = options.refine
    ? await refine(window, options.removalCap)
    : await keepEverything(window);
  const { scale, logs, deviations } = joinDistances(distances, kept);
  const threshold = distanceThreshold(
    logs.filter((_, index) => kept[index]),
    options.falseRejectTarget,
  );
  const removed = frames.flatMap((_, index) => (kept[index] ? [] : [index]));
  const keptIndices = frames.flatMap((_, index) => (kept[index] ? [index] : []));
  const patchLogs = distances.patch.filter((_, index) => kept[index]);
  return {
    detector: new Detector({
      ...(await window.fit(kept)),
      joint: scale,
      threshold: threshold.distance,
      patchLimit: Math.exp(quantile(patchLogs, PATCH_LIMIT_SHARE)),
    }),
    frames: frames.map((_, index) => ({ kept: kept[index], outOfFold: Math.exp(logs[index]) })),
    warnings: fitWarnings({
      frames: frames.length,
      removed: removed.length,
      mostRemoved: Math.floor(options.removalCap * frames.length),
      distinct: window.distinct,
      longTail: hasLongTail(deviations.filter((_, index) => kept[index])),
      alike: alikeGroups(removed, keptIndices, window.deviationCosine(kept)),
      falseRejectTarget: options.falseRejectTarget,
      promisedFalseReject: threshold.promisedFalseReject,
    }),
    promisedFalseReject: threshold.promisedFalseReject,
  };
}

async function keepEverything(window: OutOfFold): Promise<Refinement> {
  const kept = Array.from({ length: window.count }, () => true);
  return { kept, distances: await window.score(kept) };
}
