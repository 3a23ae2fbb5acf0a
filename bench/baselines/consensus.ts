import { random, shuffled } from '../../demo/random';
import { GramMahalanobis } from '../../models/detectors/gram';
import type { Products } from '../../models/detectors/products';
import { SHORTEST_WINDOW, type WindowFrame } from '../../models/learning/window';
import { range } from './patches';

const SUBSETS = 5;
/** The paper lets every detector reject one to two times the true share of defects; that share is told here. */
const REJECTED = 1.5;
const SHRINKAGE = 0.05;

/**
 * The consensus of SRR (Yoon et al. 2021, arXiv 2106.06115): detectors fitted on disjoint subsets; a frame is kept when
 * none of them rejects it. The detector here is pooled Mahalanobis. Unlike SROC it is told the true contamination.
 * @returns which frames are kept
 */
export async function consensus(
  window: readonly WindowFrame[],
  contamination: number,
  products: Products,
): Promise<boolean[]> {
  const gram = await GramMahalanobis.of(
    window.map(({ pooled }) => pooled),
    SHRINKAGE,
    products,
  );
  const order = shuffled(range(window.length), random(5));
  // Of each frame, the share of frames that the most suspicious detector finds less suspicious.
  const suspicion = new Float64Array(window.length);
  for (let subset = 0; subset < SUBSETS; subset++) {
    const distances = await gram.distances(order.filter((_, at) => at % SUBSETS === subset));
    const ascending = range(window.length).sort((one, other) => distances[one] - distances[other]);
    ascending.forEach((frame, rank) => {
      suspicion[frame] = Math.max(suspicion[frame], (rank + 1) / window.length);
    });
  }
  // A detector cannot be fitted on fewer than this.
  const usable = Float64Array.from(suspicion).sort()[SHORTEST_WINDOW - 1];
  const limit = Math.max(usable, 1 - REJECTED * contamination);
  return Array.from(suspicion, (share) => share <= limit);
}
