import type { ThresholdPreview, VerdictPoint } from '../../api';

/** Judged by this model, so that its distance can be held against another threshold. */
interface Judged extends VerdictPoint {
  rawScore: number;
}

export function judgedBy(modelId: string, recent: readonly VerdictPoint[]): Judged[] {
  return recent.filter(
    (point): point is Judged =>
      point.modelId === modelId &&
      point.rawScore !== null &&
      (point.evaluation === 1 || point.evaluation === 2),
  );
}

/**
 * How many of these frames another threshold would decide differently. A frame passes up to and with the threshold.
 * @param proposed raw anomaly distance
 */
export function countFlips(judged: readonly Judged[], proposed: number): ThresholdPreview['recent'] {
  let nowRejected = 0;
  let nowPassed = 0;
  for (const { rawScore, evaluation } of judged) {
    const passes = rawScore <= proposed;
    if (evaluation === 1 && !passes) nowRejected++;
    if (evaluation === 2 && passes) nowPassed++;
  }
  return { frames: judged.length, nowRejected, nowPassed };
}
