/**
 * Count, sum and outer-product sum of vectors: all that mean and covariance need. Moments add and subtract, so
 * taking a frame out of a window costs one subtraction and a fold's model comes from the total minus the fold.
 */
export class Moments {
  count = 0;
  /** Length D. */
  readonly sum: Float64Array;
  /** D x D, row by row. */
  readonly outer: Float64Array;

  constructor(readonly dims: number) {
    this.sum = new Float64Array(dims);
    this.outer = new Float64Array(dims * dims);
  }

  /** @param sign -1 takes the vectors out */
  add(count: number, sum: Float32Array, outer: Float32Array, sign: 1 | -1 = 1): void {
    this.count += sign * count;
    for (let index = 0; index < sum.length; index++) this.sum[index] += sign * sum[index];
    for (let index = 0; index < outer.length; index++) this.outer[index] += sign * outer[index];
  }

  /**
   * As `add`, in a loop of its own: one over numbers of two types is compiled for neither.
   * @param sign -1 takes the other's vectors out
   */
  combine({ count, sum, outer }: Moments, sign: 1 | -1): void {
    this.count += sign * count;
    for (let index = 0; index < sum.length; index++) this.sum[index] += sign * sum[index];
    for (let index = 0; index < outer.length; index++) this.outer[index] += sign * outer[index];
  }

  /** Forgets its vectors for those of the other. */
  become({ count, sum, outer }: Moments): void {
    this.count = count;
    this.sum.set(sum);
    this.outer.set(outer);
  }

  mean(): Float64Array {
    return this.sum.map((value) => value / this.count);
  }

  /** Population covariance, D x D. */
  covariance(): Float64Array {
    const mean = this.mean();
    const { dims, count, outer } = this;
    const result = new Float64Array(dims * dims);
    for (let row = 0; row < dims; row++) {
      for (let column = 0, cell = row * dims; column < dims; column++, cell++) {
        result[cell] = outer[cell] / count - mean[row] * mean[column];
      }
    }
    return result;
  }
}
