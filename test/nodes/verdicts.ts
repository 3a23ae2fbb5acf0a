import { Evaluation, type Verdict } from '../../models/verdict';
import type { StationStatus } from '../../nodes/messages';

/** A verdict as `sroc-inspect` sends it; its result id is `result-<triggerId>`. */
export function verdict(triggerId: number): Verdict {
  return {
    pass: true,
    evaluation: Evaluation.OK,
    score: 0.5,
    threshold: 1,
    rawScore: 12.25,
    reason: 'good',
    recipe: 'nut',
    modelId: 'model-1',
    triggerId,
    partId: `part-${triggerId}`,
    resultId: `result-${triggerId}`,
    capturedAt: '2024-05-06T07:08:09.000Z',
    decidedAt: '2024-05-06T07:08:09.100Z',
    latencyMs: 100,
  };
}

export function stationStatus(text: string): StationStatus {
  return {
    station: 'line1',
    recipe: 'nut',
    state: 'collecting',
    text,
    collected: 40,
    windowSize: 60,
    removed: null,
    modelId: null,
    notice: null,
    counts: { received: 40, ok: 0, notOk: 0, undecided: 0, learning: 40, undecidedBy: {} },
    reviewer: '/inspection/#/station/line1/default',
  };
}
