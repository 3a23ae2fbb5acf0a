/**
 * Count, sum and outer-product sum of vectors: all that mean and covariance need. Moments add and subtract, so
 * taking a frame out of a window costs one subtraction and a fold's complement is the total minus the fold.
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

  add(count: number, sum: ArrayLike<number>, outer: ArrayLike<number>): void {
    this.combine(1, count, sum, outer);
  }

  plus(other: Moments): Moments {
    const result = this.copy();
    result.combine(1, other.count, other.sum, other.outer);
    return result;
  }

  minus(other: Moments): Moments {
    const result = this.copy();
    result.combine(-1, other.count, other.sum, other.outer);
    return result;
  }

  mean(): Float64Array {
    return this.sum.map((value) => value / this.count);
  }

  /** Population covariance, D x D. */
  covariance(): Float64Array {
    const mean = this.mean();
    const { dims, count } = this;
    const result = new Float64Array(dims * dims);
    for (let row = 0; row < dims; row++) {
      for (let column = 0; column < dims; column++) {
        const index = row * dims + column;
        result[index] = this.outer[index] / count - mean[row] * mean[column];
      }
    }
    return result;
  }

  private copy(): Moments {
    const result = new Moments(this.dims);
    result.combine(1, this.count, this.sum, this.outer);
    return result;
  }

  private combine(sign: 1 | -1, count: number, sum: ArrayLike<number>, outer: ArrayLike<number>): void {
    this.count += sign * count;
    for (let index = 0; index < sum.length; index++) this.sum[index] += sign * sum[index];
    for (let index = 0; index < outer.length; index++) this.outer[index] += sign * outer[index];
  }
}
