import { Detector, joinedDistance, type LogNormal } from './detectors/detector';
import { OutOfFold } from './out-of-fold';
import { refine } from './sroc';
import { lowerScale, median, quantile } from './statistics';
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

/** Window -> SROC -> detector and threshold. @throws a sentence when the window is too short to fit anything. */
export async function fitWindow(
  frames: readonly WindowFrame[],
  options: FitOptions,
  head: WindowHead,
): Promise<WindowFit> {
  if (frames.length < SHORTEST_WINDOW) {
    throw new Error(`${frames.length} frames are too few; a window needs at least ${SHORTEST_WINDOW}`);
  }
  const window = OutOfFold.prepare(frames, head, options.patchDims);
  const kept = options.refine
    ? await refine(window, frames.length, options.removalCap)
    : frames.map(() => true);
  const { patch, pooled } = await window.score(kept);
  const ofKept = (values: Float64Array) => values.filter((_, index) => kept[index]);
  const patchLog = logNormal(ofKept(patch));
  const pooledLog = logNormal(ofKept(pooled));
  const joined = patch.map((value, index) =>
    joinedDistance(Math.exp(value), Math.exp(pooled[index]), patchLog, pooledLog),
  );
  const keptLog = ofKept(joined).map(Math.log);
  const threshold = Math.exp(median(keptLog) + 3.5 * lowerScale(keptLog));
  const models = await window.fit(kept);
  return {
    detector: new Detector({
      ...models,
      patchLog,
      pooledLog,
      threshold,
      patchLimit: Math.exp(quantile(ofKept(patch), 0.95)),
    }),
    frames: frames.map((_, index) => ({ kept: kept[index], outOfFold: joined[index] })),
    warnings: [],
    promisedFalseReject: Math.max(options.falseRejectTarget, 1 / (ofKept(patch).length + 1)),
  };
}

function logNormal(logs: Float64Array): LogNormal {
  return { centre: median(logs), scale: Math.max(1e-6, lowerScale(logs)) };
}
