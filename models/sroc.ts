import type { GramMahalanobis } from './detectors/gram';
import { lowerScale, median } from './statistics';

const CUT = 1.75;

export function refine(pooled: GramMahalanobis, folds: readonly number[], removalCap: number): boolean[] {
  const scores = new Float64Array(folds.length);
  for (let fold = 0; fold <= Math.max(...folds); fold++) {
    const training = folds.flatMap((own, index) => (own === fold ? [] : [index]));
    const distances = pooled.distances(training);
    folds.forEach((own, index) => {
      if (own === fold) scores[index] = Math.log(distances[index]);
    });
  }
  const cut = median(scores) + CUT * lowerScale(scores);
  const most = Math.floor(removalCap * folds.length);
  const suspects = [...scores.keys()].filter((i) => scores[i] > cut).sort((a, b) => scores[b] - scores[a]);
  const removed = new Set(suspects.slice(0, most));
  return [...scores.keys()].map((index) => !removed.has(index));
}
