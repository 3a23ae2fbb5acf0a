import { random } from '../../demo/random';
import type { WindowFrame } from '../../models/window';
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
  const frames = range(features.length);
  const distances = frames.map((one) =>
    Float64Array.from(frames, (other) =>
      Math.sqrt(squaredDistance(features[one], position, features[other], position)),
    ),
  );
  const neighbours = frames.map((frame) => {
    const others = frames.filter((other) => other !== frame);
    return others.sort((one, other) => distances[frame][one] - distances[frame][other]).slice(0, NEIGHBOURS);
  });
  const reach = frames.map((frame) => distances[frame][neighbours[frame][neighbours[frame].length - 1]]);
  const density = frames.map((frame) => {
    const sum = neighbours[frame].reduce(
      (total, other) => total + Math.max(reach[other], distances[frame][other]),
      0,
    );
    return neighbours[frame].length / Math.max(1e-12, sum);
  });
  return frames.map((frame) => {
    const around = neighbours[frame].reduce((total, other) => total + density[other], 0);
    return around / neighbours[frame].length / density[frame];
  });
}
