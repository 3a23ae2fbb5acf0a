import { Moments } from './moments';

/** Moments of the patches of some frames: over all positions, and the sum at each position. */
export class PatchMoments {
  frames = 0;
  readonly all: Moments;
  /** positions x D, row by row. */
  readonly positionSum: Float64Array;

  constructor(
    readonly positions: number,
    readonly dims: number,
  ) {
    this.all = new Moments(dims);
    this.positionSum = new Float64Array(positions * dims);
  }

  /** @param sign -1 takes the other's frames out */
  combine(other: PatchMoments, sign: 1 | -1 = 1): void {
    if (other.frames === 0) return;
    this.frames += sign * other.frames;
    this.all.combine(other.all, sign);
    addScaled(this.positionSum, other.positionSum, sign);
  }

  /** Forgets its frames for those of the other. */
  become(other: PatchMoments): void {
    this.frames = other.frames;
    this.all.become(other.all);
    this.positionSum.set(other.positionSum);
  }
}

export function addScaled(target: Float64Array, source: ArrayLike<number>, factor: number): void {
  for (let index = 0; index < target.length; index++) target[index] += factor * source[index];
}
