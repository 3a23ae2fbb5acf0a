import type { Verdict } from '../../models/verdict';

/** A message to be published. */
export interface Publication {
  topic: string;
  payload: string;
}

/** The whole verdict as one JSON message. */
export function asJson(topic: string, verdict: Verdict): Publication[] {
  return [{ topic, payload: JSON.stringify(verdict) }];
}

/**
 * One message a field, on `<topic>/<field>`: numbers and `true`/`false`/`null` as in JSON, texts bare. `late` always
 * comes, `cause` is empty unless the frame was undecided, and `resultId` comes last: when it changes, the verdict is complete.
 */
export function asFields(topic: string, verdict: Verdict): Publication[] {
  const { resultId, late, cause = '', ...others } = verdict;
  return Object.entries({ ...others, cause, late: late === true, resultId }).map(([field, value]) => ({
    topic: `${topic}/${field}`,
    payload: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

/** Whether `payload` is a verdict as `sroc-inspect` sends it; every field has its type. */
export function isVerdict(payload: unknown): payload is Verdict {
  if (typeof payload !== 'object' || payload === null) return false;
  const given: Partial<Record<keyof Verdict, unknown>> = payload;
  const texts = [given.reason, given.recipe, given.partId, given.resultId, given.capturedAt, given.decidedAt];
  const numbers = [given.evaluation, given.triggerId, given.latencyMs];
  return (
    typeof given.pass === 'boolean' &&
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => typeof number === 'number') &&
    [given.score, given.threshold, given.rawScore].every((n) => n === null || typeof n === 'number') &&
    (given.modelId === null || typeof given.modelId === 'string')
  );
}
