import { Detector, joinedDistance, type LogNormal, logDistance } from './detectors/detector';
import { GramMahalanobis } from './detectors/gram';
import { patchSubspace } from './detectors/patch-subspace';
import { assignFolds } from './folds';
import { refine } from './sroc';
import { lowerScale, median, quantile } from './statistics';
import { SHORTEST_WINDOW, type WindowFrame } from './window';
import type { WindowHead } from './window-head';

export interface FitOptions {
  refine: boolean;
  removalCap: number;
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

const SHRINKAGE = 0.03;

/** Window -> SROC -> detector and threshold. @throws a sentence when the window is too short to fit anything. */
export async function fitWindow(
  frames: readonly WindowFrame[],
  options: FitOptions,
  head: WindowHead,
): Promise<WindowFit> {
  if (frames.length < SHORTEST_WINDOW) {
    throw new Error(`${frames.length} frames are too few; a window needs at least ${SHORTEST_WINDOW}`);
  }
  const folds = assignFolds(frames);
  const pooled = new GramMahalanobis(
    frames.map((frame) => frame.pooled),
    SHRINKAGE,
  );
  const kept = options.refine ? refine(pooled, folds, options.removalCap) : frames.map(() => true);
  const keptIndices = frames.map((_, index) => index).filter((index) => kept[index]);

  const dims = frames[0].pooled.length && 256;
  const patchScores = new Float64Array(frames.length);
  const pooledScores = new Float64Array(frames.length);
  const foldMoments = [];
  const foldCount = Math.max(...folds) + 1;
  for (let fold = 0; fold < foldCount; fold++) {
    foldMoments.push(
      await head.moments(
        keptIndices.filter((i) => folds[i] === fold).map((i) => frames[i]),
        dims,
      ),
    );
  }
  const total = foldMoments.reduce((sum, moments) => sum.plus(moments));
  for (let fold = 0; fold < foldCount; fold++) {
    const inFold = frames.map((_, index) => index).filter((index) => folds[index] === fold);
    const scores = await head.patchScores(
      inFold.map((i) => frames[i]),
      patchSubspace(total.minus(foldMoments[fold])),
    );
    inFold.forEach((frame, index) => {
      patchScores[frame] = scores[index];
    });
    const distances = pooled.distances(keptIndices.filter((index) => folds[index] !== fold));
    for (const frame of inFold) pooledScores[frame] = distances[frame];
  }
  const patchLog = logNormal(keptIndices.map((index) => patchScores[index]));
  const pooledLog = logNormal(keptIndices.map((index) => pooledScores[index]));
  const joined = frames.map((_, index) =>
    joinedDistance(patchScores[index], pooledScores[index], patchLog, pooledLog),
  );
  const keptLog = keptIndices.map((index) => Math.log(joined[index]));
  const threshold = Math.exp(median(keptLog) + 2.6 * lowerScale(keptLog));
  const detector = new Detector({
    patch: patchSubspace(total),
    pooled: pooled.fit(keptIndices),
    patchLog,
    pooledLog,
    threshold,
    patchLimit: quantile(
      keptIndices.map((index) => patchScores[index]),
      0.95,
    ),
  });
  return {
    detector,
    frames: frames.map((_, index) => ({ kept: kept[index], outOfFold: joined[index] })),
    warnings: [],
    promisedFalseReject: Math.max(options.falseRejectTarget, 1 / (keptIndices.length + 1)),
  };
}

function logNormal(distances: readonly number[]): LogNormal {
  const logs = distances.map(logDistance);
  return { centre: median(logs), scale: Math.max(1e-6, lowerScale(logs)) };
}
