import { random } from '../../demo/random';
import type { WindowFrame } from '../../models/learning/window';
import { choose, patchesOf, type Rows, range, squaredDistance } from './patches';

/** As in the paper: neighbours of the local outlier factor, and the share of patches that is dropped. */
const NEIGHBOURS = 6;
const DROPPED = 0.15;
/** Random dimensions that stand for all. */
const DIMS = 32;

/**
 * The patch filter of SoftPatch (Jiang et al. 2022, arXiv 2403.14233): at each position the local outlier factor among
 * the window's frames; the highest 15 % of all are noise. Its soft weights at test time are left out.
 * @returns patches as `frame * patches per frame + position`
 */
export function outlyingPatches(window: readonly WindowFrame[], dims: number): Set<number> {
  const which = choose(DIMS, dims, random(4));
  const features = window.map((frame) => patchesOf(frame, dims, which));
  const { count } = features[0];
  const factors = new Float64Array(window.length * count);
  for (let position = 0; position < count; position++) {
    localOutlierFactors(features, position).forEach((factor, frame) => {
      factors[frame * count + position] = factor;
    });
  }
  const worstFirst = range(factors.length).sort((one, other) => factors[other] - factors[one]);
  return new Set(worstFirst.slice(0, Math.round(DROPPED * factors.length)));
}

/** Breunig et al. 2000: how much thinner a vector's neighbourhood is than those of its neighbours. */
function localOutlierFactors(features: readonly Rows[], position: number): number[] {
  const count = features.length;
  const frames = range(count);
  const distances = new Float64Array(count * count);
  for (const one of frames) {
    for (let other = 0; other < one; other++) {
      const distance = Math.sqrt(squaredDistance(features[one], position, features[other], position));
      distances[one * count + other] = distance;
      distances[other * count + one] = distance;
    }
  }
  const near = frames.map((frame) => nearest(distances.subarray(frame * count, (frame + 1) * count), frame));
  const reach = frames.map((frame) => distances[frame * count + near[frame][near[frame].length - 1]]);
  const density = frames.map((frame) => {
    const sum = near[frame].reduce(
      (total, other) => total + Math.max(reach[other], distances[frame * count + other]),
      0,
    );
    return near[frame].length / Math.max(1e-12, sum);
  });
  return frames.map((frame) => {
    const around = near[frame].reduce((total, other) => total + density[other], 0);
    return around / near[frame].length / density[frame];
  });
}

/** Indices of the smallest distances, nearest first; not `self`. */
function nearest(distances: Float64Array, self: number): number[] {
  const found: number[] = [];
  for (let other = 0; other < distances.length; other++) {
    if (other === self) continue;
    if (found.length === NEIGHBOURS && distances[other] >= distances[found[NEIGHBOURS - 1]]) continue;
    let place = Math.min(found.length, NEIGHBOURS - 1);
    for (; place > 0 && distances[found[place - 1]] > distances[other]; place--)
      found[place] = found[place - 1];
    found[place] = other;
  }
  return found;
}
