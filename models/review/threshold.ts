import type { Adjustment } from '../adjustment';
import { judgeKept } from '../learning/judge-kept';
import type { WindowHead } from '../learning/window-head';
import type { CurrentModel } from '../recipe/current-model';
import { thresholdFor } from '../recipe/retarget';
import { windowHistogram } from './histogram';
import type { JudgedFrame } from './recent-frames';
import { countFlips } from './refit';
import type { ThresholdChoice, ThresholdPreview, WindowScores } from './views';

/** The threshold now, and the scores it lies among. */
export function windowScores({ automatic, fitted, pointer }: CurrentModel): WindowScores {
  const { adjustment } = pointer;
  return {
    modelId: fitted.detector.id,
    threshold: fitted.detector.parts.threshold,
    automaticThreshold: automatic.detector.parts.threshold,
    falseRejectTarget: fitted.summary.falseRejectTarget,
    adjustment: adjustment ? { by: adjustment.by, at: adjustment.at, note: adjustment.note } : null,
    histogram: windowHistogram(fitted),
  };
}

/** What a choice would do. */
export async function previewThreshold(
  { automatic, fitted }: CurrentModel,
  choice: ThresholdChoice,
  recent: readonly JudgedFrame[],
  head: WindowHead,
): Promise<ThresholdPreview> {
  const { threshold, promised } = resolve(automatic, choice);
  const now = fitted.detector.parts.threshold;
  const distances = await rawScores(fitted, recent, head);
  return {
    threshold,
    promisedFalseReject: promised,
    recent: countFlips(
      distances.map((distance) => distance / now),
      distances.map((distance) => distance / threshold),
    ),
  };
}

/** How a choice is kept, so that it holds for the next model too. */
export function toAdjustment(
  { automatic }: CurrentModel,
  { threshold, falseRejectTarget }: ThresholdChoice,
  by: string,
  note: string,
): Adjustment {
  const who = { by, note, at: new Date().toISOString() };
  if (threshold === undefined)
    return { target: falseRejectTarget ?? automatic.summary.falseRejectTarget, ...who };
  return { factor: threshold / automatic.detector.parts.threshold, ...who };
}

function resolve(
  automatic: CurrentModel['automatic'],
  { threshold, falseRejectTarget }: ThresholdChoice,
): { threshold: number; promised: number | null } {
  if (threshold !== undefined) return { threshold, promised: null };
  const { distance, promisedFalseReject } = thresholdFor(
    automatic,
    falseRejectTarget ?? automatic.summary.falseRejectTarget,
  );
  return { threshold: distance, promised: promisedFalseReject };
}

/** Anomaly distances by the model of now; frames that another one judged are scored again. */
async function rawScores(
  { detector }: CurrentModel['fitted'],
  frames: readonly JudgedFrame[],
  head: WindowHead,
): Promise<Float64Array> {
  const others = frames.filter(({ judgement }) => judgement.modelId !== detector.id);
  const scores = others.length > 0 ? await judgeKept(detector, others, head) : [];
  const again = new Map(others.map((frame, index) => [frame, scores[index] * detector.parts.threshold]));
  return Float64Array.from(frames, (frame) => again.get(frame) ?? frame.judgement.rawScore);
}
