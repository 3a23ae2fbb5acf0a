import type { VerdictPoint } from '../../api';

/** Frames that nobody could judge, one after the other. */
export interface Gap {
  /** How many verdicts with a score came since. */
  since: number;
  /** The oldest first. */
  points: VerdictPoint[];
}

/** Where among the verdicts with a score there is none, the oldest first; a long row of them is one gap. */
export function gapsIn(recent: readonly VerdictPoint[]): Gap[] {
  const gaps: Gap[] = [];
  let since = 0;
  for (const point of [...recent].reverse()) {
    if (point.score !== null) since++;
    if (!point.cause) continue;
    if (gaps[0]?.since === since) gaps[0].points.unshift(point);
    else gaps.unshift({ since, points: [point] });
  }
  return gaps;
}
