import { type Detector, joinedDistance } from './detectors/detector';
import { distanceTo } from './detectors/soft-subspace';
import type { WindowFrame } from './window';
import type { WindowHead } from './window-head';

/**
 * Scores frames whose features were kept, as the fused graph would score their pictures.
 * @returns one score a frame, 1.0 at the threshold
 */
export async function judgeKept(
  { parts }: Detector,
  frames: readonly WindowFrame[],
  head: WindowHead,
): Promise<Float64Array> {
  const patchScores = await head.patchScores(frames, parts.patch);
  return Float64Array.from(frames, ({ pooled }, index) => {
    const pooledScore = distanceTo(parts.pooled, pooled);
    return joinedDistance(patchScores[index], pooledScore, parts.patchLog, parts.pooledLog) / parts.threshold;
  });
}
