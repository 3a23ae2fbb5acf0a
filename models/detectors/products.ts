/** Products of large matrices, row by row; a library does them many times faster than a loop. */
export interface Products {
  /** `left right'` of two matrices whose rows are `length` long. */
  product(left: Float32Array, right: Float32Array, length: number): Promise<Float32Array>;
  /** `rows' rows`, length x length, of a matrix whose rows are `length` long. */
  gram(rows: Float32Array, length: number): Promise<Float32Array>;
}
