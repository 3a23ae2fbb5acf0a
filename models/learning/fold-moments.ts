import { PatchMoments } from '../detectors/patch-moments';
import type { WindowFrame } from './window';
import type { WindowHead } from './window-head';

/** Moments of some frames, and which. */
interface Summed {
  moments: PatchMoments;
  frames: ReadonlySet<number>;
}

/**
 * Patch moments of changing selections of a fold's frames. Each comes from the one before it, or from the first one, which is of
 * nearly all frames, by adding what came and subtracting what went: whatever is less work.
 */
export class FoldMoments {
  private readonly last: Summed;
  private first: Summed | null = null;

  /** @param held indices of the fold's frames in the window */
  constructor(
    private readonly window: readonly WindowFrame[],
    private readonly held: readonly number[],
    dims: number,
  ) {
    const positions = window[0].patches.codes.length / dims;
    this.last = { moments: new PatchMoments(positions, dims), frames: new Set() };
  }

  /**
   * Of the fold's frames among the wanted ones.
   * @param wanted indices in the window
   * @returns good until the next call
   */
  async of(wanted: ReadonlySet<number>, head: WindowHead): Promise<PatchMoments> {
    const { last, first } = this;
    const frames = new Set(this.held.filter((index) => wanted.has(index)));
    if (first && changes(first.frames, frames) < changes(last.frames, frames)) {
      last.moments.become(first.moments);
      last.frames = first.frames;
    }
    await head.sum(this.framesOf(missing(last.frames, frames)), last.moments, -1);
    await head.sum(this.framesOf(missing(frames, last.frames)), last.moments, 1);
    last.frames = frames;
    this.first ??= { moments: last.moments.copy(), frames };
    return last.moments;
  }

  private framesOf(indices: readonly number[]): WindowFrame[] {
    return indices.map((index) => this.window[index]);
  }
}

/** How many frames have to go and to come. */
function changes(from: ReadonlySet<number>, to: ReadonlySet<number>): number {
  return missing(from, to).length + missing(to, from).length;
}

/** Those of `frames` that are not in `others`. */
function missing(frames: ReadonlySet<number>, others: ReadonlySet<number>): number[] {
  return [...frames].filter((index) => !others.has(index));
}
