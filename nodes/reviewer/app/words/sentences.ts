import type { FitWarning } from '../../../../models/learning/fit-warnings';
import { type UndecidedCause, undecidedCauses } from '../../../../models/verdict';
import type { RecipeHealth, StationHealth, ThresholdPreview } from '../../api';
import { durationInWords } from './durations';
import type { Numbers } from './numbers';
import { hasText, type Say } from './texts';

/** Below this the medians differ by chance. */
const DRIFT_WORTH_A_WORD = 0.1;

/** What the drift of the scores means, or null when there is nothing to say. */
export function driftSentence(drift: RecipeHealth['drift'], say: Say, numbers: Numbers): string | null {
  if (!drift || Math.abs(drift.change) < DRIFT_WORTH_A_WORD) return null;
  return say(drift.change > 0 ? 'drift.up' : 'drift.down', {
    change: numbers.share(Math.abs(drift.change), 0),
    since: numbers.day(drift.since),
  });
}

/** What is uncertain about a fit. */
export function warningSentence(warning: FitWarning, say: Say, numbers: Numbers): string {
  if (warning.kind !== 'promise') {
    const { kind, ...values } = warning;
    return say(`warning.${kind}`, values);
  }
  const { kept, target, promised } = warning;
  return say('warning.promise', { kept, target: numbers.share(target), promised: numbers.share(promised) });
}

/** How the camera keeps silent, or null while it does not. */
export function silenceSentence(
  { silentForSeconds, lastFrameAt }: Pick<StationHealth, 'silentForSeconds' | 'lastFrameAt'>,
  say: Say,
): string | null {
  if (silentForSeconds === null) return null;
  if (lastFrameAt === null) return say('health.silentSinceStart');
  return say('health.silent', { time: durationInWords(silentForSeconds, say, true) });
}

/** How many of the recent frames another threshold or window would decide differently. */
export function flipSentence(
  { frames, nowRejected, nowPassed }: ThresholdPreview['recent'],
  say: Say,
): string {
  if (frames === 0) return say('flips.none');
  if (nowRejected === 0 && nowPassed === 0) return say('flips.same', { frames });
  if (nowPassed === 0) return say('flips.rejected', { frames, nowRejected });
  if (nowRejected === 0) return say('flips.passed', { frames, nowPassed });
  return say('flips.both', { frames, nowRejected, nowPassed });
}

/** Unjudged frames by reason, the most frequent first; a kind without words stands for itself. */
export function reasonsInWords(
  byKind: Record<string, number>,
  say: Say,
): { reason: string; count: number }[] {
  return Object.entries(byKind)
    .filter(([, count]) => count > 0)
    .sort(([, left], [, right]) => right - left)
    .map(([kind, count]) => ({ reason: causeInWords(kind, say), count }));
}

/** Why a frame was not judged; a kind without words stands for itself. */
export function causeInWords(kind: string, say: Say): string {
  return isUndecidedCause(kind) ? say(`reason.${kind}`) : kind;
}

/** What to do about it; empty for a kind that has a remark of its own, or no words. */
export function adviceInWords(kind: string, say: Say): string {
  const key = `advice.${kind}`;
  return hasText(key) ? say(key) : '';
}

function isUndecidedCause(kind: string): kind is UndecidedCause {
  return undecidedCauses.some((cause) => cause === kind);
}
