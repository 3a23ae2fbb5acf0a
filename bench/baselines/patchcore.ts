import { random } from '../../demo/random';
import type { WindowFrame } from '../../models/learning/window';
import type { NearestSearch } from './bank';
import type { Baseline } from './baseline';
import { choose, patchesOf, type Rows, squaredDistance } from './patches';
import { outlyingPatches } from './soft-patch';

/** The greedy choice looks at so many random patches of the window, ... */
const CANDIDATES = 8000;
/** ... in so many random dimensions (the paper projects too), ... */
const GREEDY_DIMS = 64;
/** ... and keeps so many. */
const BANK = 800;

/**
 * Nearest neighbour in a memory bank of patches chosen farthest first (PatchCore: Roth et al. 2022, arXiv 2106.08265);
 * a frame is as bad as its worst patch, without the paper's re-weighting.
 * @param filtered leave out the patches that SoftPatch takes for noise
 */
export function patchCore(dims: number, search: NearestSearch, filtered: boolean): Baseline {
  return {
    name: filtered ? 'PatchCore, SoftPatch filter' : 'PatchCore',
    async fit(window) {
      const bank = farthestFirst(candidates(window, dims, filtered));
      return async (frames) => {
        const scores = new Float64Array(frames.length);
        for (const [at, frame] of frames.entries()) {
          scores[at] = Math.max(...(await search.distances(patchesOf(frame, dims), bank)));
        }
        return scores;
      };
    },
  };
}

function candidates(window: readonly WindowFrame[], dims: number, filtered: boolean): Rows {
  const perFrame = window[0].patches.codes.length / dims;
  const outlying = filtered ? outlyingPatches(window, dims) : new Set<number>();
  const usable = Array.from({ length: window.length * perFrame }, (_, patch) => patch).filter(
    (patch) => !outlying.has(patch),
  );
  const chosen = choose(CANDIDATES, usable.length, random(2)).map((at) => usable[at]);
  const values = new Float32Array(chosen.length * dims);
  chosen.forEach((patch, at) => {
    const { codes, unit } = window[Math.floor(patch / perFrame)].patches;
    const start = (patch % perFrame) * dims;
    for (let dim = 0; dim < dims; dim++) values[at * dims + dim] = codes[start + dim] * unit;
  });
  return { values, count: chosen.length, dims };
}

/** Greedy k-centre: always the row that is farthest from those chosen already. */
function farthestFirst(rows: Rows): Rows {
  const which = choose(GREEDY_DIMS, rows.dims, random(3));
  const short = pick(rows, which);
  const wanted = Math.min(BANK, rows.count);
  const distances = new Float64Array(rows.count).fill(Number.POSITIVE_INFINITY);
  const chosen: number[] = [];
  for (let next = 0; chosen.length < wanted; ) {
    chosen.push(next);
    let farthest = 0;
    for (let row = 0; row < rows.count; row++) {
      distances[row] = Math.min(distances[row], squaredDistance(short, row, short, next));
      if (distances[row] > distances[farthest]) farthest = row;
    }
    next = farthest;
  }
  const values = new Float32Array(wanted * rows.dims);
  chosen.forEach((row, at) => {
    values.set(rows.values.subarray(row * rows.dims, (row + 1) * rows.dims), at * rows.dims);
  });
  return { values, count: wanted, dims: rows.dims };
}

function pick({ values, count, dims }: Rows, which: readonly number[]): Rows {
  const size = which.length;
  const picked = new Float32Array(count * size);
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < size; at++) picked[row * size + at] = values[row * dims + which[at]];
  }
  return { values: picked, count, dims: size };
}
