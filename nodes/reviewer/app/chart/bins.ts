import type { Histogram } from '../../api';

/** Scores from the left edge of the first filled bin to the right edge of the last. */
export function filledRange(histograms: readonly Histogram[]): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const { from, step, kept, removed } of histograms) {
    for (const [bin, count] of kept.entries()) {
      if (count + removed[bin] === 0) continue;
      least = Math.min(least, from + bin * step);
      most = Math.max(most, from + (bin + 1) * step);
    }
  }
  return least <= most ? [least, most] : [0, 1];
}

/** The fullest bin, kept and removed frames together. */
export function highest(histograms: readonly Histogram[]): number {
  return Math.max(
    1,
    ...histograms.flatMap(({ kept, removed }) => kept.map((count, bin) => count + removed[bin])),
  );
}
