/** Scores above this are drawn at the edge: one gross defect must not press all others to the floor. */
const HIGHEST_SHOWN = 3;

/** From the oldest to the newest of so many verdicts, which is at 0; a few of them are not drawn far apart. */
export function verdictAxis(count: number): [from: number, to: number] {
  return [Math.min(1 - count, -20) - 1, 1];
}

/** The upper end of a score axis that shows these scores and the threshold at 1.0 with room above it. */
export function scoreCeiling(scores: readonly number[]): number {
  const most = scores.reduce((high, score) => Math.max(high, score), 1);
  return Math.min(HIGHEST_SHOWN, Math.max(1.5, most * 1.05));
}
