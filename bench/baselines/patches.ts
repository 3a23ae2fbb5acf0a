import { type Random, shuffled } from '../../demo/random';
import type { WindowFrame } from '../../models/learning/window';

/** Vectors of the same length, row by row. */
export interface Rows {
  values: Float32Array;
  count: number;
  dims: number;
}

/** Some dimensions of a frame's patches. @param which indices of the dimensions; when absent, all of `dims` */
export function patchesOf(frame: WindowFrame, dims: number, which = range(dims)): Rows {
  const { codes, unit } = frame.patches;
  const count = codes.length / dims;
  const values = new Float32Array(count * which.length);
  for (let patch = 0; patch < count; patch++) {
    for (let at = 0; at < which.length; at++) {
      values[patch * which.length + at] = codes[patch * dims + which[at]] * unit;
    }
  }
  return { values, count, dims: which.length };
}

/** A random choice of `some` of the numbers below `count`, in order. */
export function choose(some: number, count: number, from: Random): number[] {
  return shuffled(range(count), from)
    .slice(0, some)
    .sort((one, other) => one - other);
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export function squaredDistance(one: Rows, at: number, other: Rows, otherAt: number): number {
  const { dims } = one;
  let sum = 0;
  for (let dim = 0; dim < dims; dim++) {
    const difference = one.values[at * dims + dim] - other.values[otherAt * dims + dim];
    sum += difference * difference;
  }
  return sum;
}
