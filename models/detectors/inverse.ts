import { cholesky, inverseFactor } from './cholesky';
import type { Products } from './products';

/** Matrices of this size are inverted faster here than by more products. */
const SMALLEST = 32;

/**
 * Inverse of a symmetric positive definite matrix, block by block: with `A = [P Q; Q' S]` from the inverses of `P` and of
 * its Schur complement `S - Q' P^-1 Q`, so that nearly all of the work is done in products.
 * @param matrix size x size, row by row
 */
export async function inverseOf(
  matrix: Float64Array,
  size: number,
  products: Products,
): Promise<Float32Array> {
  if (size <= SMALLEST || size % 2 === 1) return smallInverse(matrix, size, products);
  const half = size / 2;
  const inverse = await inverseOf(block(matrix, size, 0, 0), half, products);
  const below = new Float32Array(block(matrix, size, half, 0));
  // Q' P^-1 and Q' P^-1 Q; all rows are as long as `half`.
  const solved = await products.product(below, inverse, half);
  const explained = await products.product(solved, below, half);
  const rest = block(matrix, size, half, half);
  for (let cell = 0; cell < rest.length; cell++) rest[cell] -= explained[cell];
  const restInverse = await inverseOf(rest, half, products);
  const solvedAcross = transposed(solved, half);
  const corner = await products.product(solvedAcross, restInverse, half);
  const correction = await products.product(corner, solvedAcross, half);
  const result = new Float32Array(size * size);
  for (let row = 0; row < half; row++) {
    for (let column = 0; column < half; column++) {
      const cell = row * half + column;
      result[row * size + column] = inverse[cell] + correction[cell];
      result[row * size + half + column] = -corner[cell];
      result[(half + column) * size + row] = -corner[cell];
      result[(half + row) * size + half + column] = restInverse[cell];
    }
  }
  return result;
}

async function smallInverse(matrix: Float64Array, size: number, products: Products): Promise<Float32Array> {
  const factor = matrix.slice();
  await cholesky(factor, size);
  const inverse = new Float32Array(await inverseFactor(factor, size));
  return products.product(inverse, inverse, size);
}

/** A quarter of the matrix. */
function block(matrix: Float64Array, size: number, top: number, left: number): Float64Array {
  const half = size / 2;
  const result = new Float64Array(half * half);
  for (let row = 0; row < half; row++) {
    const start = (top + row) * size + left;
    result.set(matrix.subarray(start, start + half), row * half);
  }
  return result;
}

/** @param matrix size x size */
export function transposed(matrix: Float32Array, size: number): Float32Array {
  const result = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) result[column * size + row] = matrix[row * size + column];
  }
  return result;
}
