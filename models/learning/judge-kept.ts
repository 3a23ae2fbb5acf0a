import type { Detector } from '../detectors/detector';
import { distanceTo } from '../detectors/soft-subspace';
import type { WindowFrame } from './window';
import type { WindowHead } from './window-head';

/**
 * Scores frames whose features were kept, as the fused graph would score their pictures.
 * @returns one score a frame, 1.0 at the threshold
 */
export async function judgeKept(
  detector: Detector,
  frames: readonly WindowFrame[],
  head: WindowHead,
): Promise<Float64Array> {
  const { parts } = detector;
  const patchScores = await head.patchScores(frames, parts.patch);
  return Float64Array.from(frames, ({ pooled }, index) => {
    return detector.rawScore(patchScores[index], distanceTo(parts.pooled, pooled)) / parts.threshold;
  });
}
