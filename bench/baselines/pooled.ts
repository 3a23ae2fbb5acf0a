import { GramMahalanobis } from '../../models/detectors/gram';
import type { Products } from '../../models/detectors/products';
import { distanceTo } from '../../models/detectors/soft-subspace';
import type { Baseline } from './baseline';

const SHRINKAGE = 0.05;

/** Mahalanobis distance of the globally averaged feature maps (Rippel, Mertens, Merhof 2021, arXiv 2005.14140). */
export const pooledMahalanobis = (products: Products): Baseline => ({
  name: 'pooled Mahalanobis',
  async fit(window) {
    const gram = await GramMahalanobis.of(
      window.map(({ pooled }) => pooled),
      SHRINKAGE,
      products,
    );
    const model = await gram.fit([...window.keys()]);
    return async (frames) => Float64Array.from(frames, ({ pooled }) => distanceTo(model, pooled));
  },
});

/** Distance to the nearest frame of the window, globally averaged feature maps (DN2: Bergman et al. 2020, 2002.10445). */
export const pooledNeighbour: Baseline = {
  name: 'pooled nearest neighbour',
  async fit(window) {
    return async (frames) =>
      Float64Array.from(frames, ({ pooled }) =>
        Math.min(...window.map((known) => euclidean(known.pooled, pooled))),
      );
  },
};

function euclidean(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let dim = 0; dim < one.length; dim++) sum += (one[dim] - other[dim]) ** 2;
  return Math.sqrt(sum);
}
