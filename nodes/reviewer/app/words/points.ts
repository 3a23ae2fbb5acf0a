import type { VerdictPoint } from '../../api';
import type { Numbers } from './numbers';
import { causeInWords, reasonsInWords } from './sentences';
import type { Say } from './texts';

/** One verdict: which part, when, and its score or why it has none. */
export function pointInWords(
  { partId, triggerId, at, score, cause }: VerdictPoint,
  say: Say,
  numbers: Numbers,
): string {
  const part = partId || say('fact.triggerNumber', { n: String(triggerId) });
  const said = cause ? causeInWords(cause, say) : numbers.score(score ?? 0);
  return `${part} · ${numbers.time(at)} · ${said}`;
}

/** Some frames that nobody could judge, one after the other. */
export function pointsInWords(points: readonly VerdictPoint[], say: Say, numbers: Numbers): string {
  const [first, last] = [points[0], points[points.length - 1]];
  if (points.length === 1) return pointInWords(first, say, numbers);
  return `${numbers.time(first.at)} – ${numbers.time(last.at)} · ${countsInWords(points, say, numbers)}`;
}

/** What the last verdicts were, for those who do not see them drawn. */
export function lastVerdictsInWords(recent: readonly VerdictPoint[], say: Say, numbers: Numbers): string {
  const n = recent.filter(({ score }) => score !== null).length;
  const rejected = recent.filter(({ evaluation }) => evaluation === 2).length;
  const said = say('strip.label', { n, rejected });
  const counts = countsInWords(recent, say, numbers);
  return counts === '' ? said : `${said}. ${say('health.undecided')}: ${counts}`;
}

/** How many frames could not be judged, by cause. */
export function countCauses(points: readonly Pick<VerdictPoint, 'cause'>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { cause } of points) if (cause) counts[cause] = (counts[cause] ?? 0) + 1;
  return counts;
}

/** How many frames could not be judged and why; '' when all were. */
export function countsInWords(points: readonly VerdictPoint[], say: Say, numbers: Numbers): string {
  return reasonsInWords(countCauses(points), say)
    .map(({ reason, count }) => `${numbers.plain(count)} × ${reason}`)
    .join(', ');
}
