import { Moments } from './moments';

/**
 * Moments of the patches of some frames: over the sampled positions, and the sum at each position. The sampled ones are every
 * other position, like the fields of one colour on a chess board: neighbours have most of their picture in common.
 */
export class PatchMoments {
  frames = 0;
  readonly sampledPositions: readonly number[];
  readonly sampled: Moments;
  /** positions x D, row by row. */
  readonly positionSum: Float32Array;

  /** @param positions of a square grid, row by row */
  constructor(
    readonly positions: number,
    readonly dims: number,
  ) {
    this.sampledPositions = fieldsOfOneColour(positions);
    this.sampled = new Moments(dims);
    this.positionSum = new Float32Array(positions * dims);
  }

  /** @param sign -1 takes the other's frames out */
  combine(other: PatchMoments, sign: 1 | -1 = 1): void {
    if (other.frames === 0) return;
    this.frames += sign * other.frames;
    this.sampled.combine(other.sampled, sign);
    addScaled(this.positionSum, other.positionSum, sign);
  }

  copy(): PatchMoments {
    const copy = new PatchMoments(this.positions, this.dims);
    copy.become(this);
    return copy;
  }

  /** Forgets its frames for those of the other. */
  become(other: PatchMoments): void {
    this.frames = other.frames;
    this.sampled.become(other.sampled);
    this.positionSum.set(other.positionSum);
  }
}

function fieldsOfOneColour(positions: number): number[] {
  const side = Math.round(Math.sqrt(positions));
  return Array.from({ length: positions }, (_, position) => position).filter((position) => {
    const row = Math.floor(position / side);
    return (row + (position % side)) % 2 === 0;
  });
}

/** Of one type only, so that the loop is compiled for it, and four by four, which takes half as long: a window's sums are millions of numbers. */
export function addScaled(target: Float32Array, source: Float32Array, factor: number): void {
  const whole = target.length - (target.length % 4);
  for (let index = 0; index < whole; index += 4) {
    target[index] += factor * source[index];
    target[index + 1] += factor * source[index + 1];
    target[index + 2] += factor * source[index + 2];
    target[index + 3] += factor * source[index + 3];
  }
  for (let index = whole; index < target.length; index++) target[index] += factor * source[index];
}
