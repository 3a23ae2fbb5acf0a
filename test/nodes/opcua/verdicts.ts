import { Evaluation, type Verdict } from '../../../models/verdict';

/** A verdict as `sroc-inspect` would give it. */
export function verdict(triggerId: number, more: Partial<Verdict> = {}): Verdict {
  return {
    pass: true,
    evaluation: Evaluation.OK,
    score: 0.5,
    threshold: 1,
    rawScore: 12.25,
    reason: 'within the threshold',
    recipe: 'cup',
    modelId: 'm1',
    triggerId,
    partId: `part-${triggerId}`,
    resultId: `r-${triggerId}`,
    capturedAt: '2026-01-02T03:04:05.000Z',
    decidedAt: '2026-01-02T03:04:05.100Z',
    latencyMs: 100,
    ...more,
  };
}

/** The message that carries it. `receivedAt` defaults to now. */
export function verdictMessage(triggerId: number, more: Partial<Verdict> = {}, receivedAt = Date.now()) {
  const payload = verdict(triggerId, more);
  return {
    payload,
    recipe: payload.recipe,
    frame: {
      triggerId,
      partId: payload.partId,
      recipe: payload.recipe,
      source: 'test',
      capturedAt: payload.capturedAt,
      receivedAt,
    },
  };
}
