import { inTurns } from '../concurrency/in-turns';

/**
 * Cholesky factor L of `L L' = matrix`, in place; what is above the diagonal stays as it was.
 * @param matrix symmetric and positive definite, size x size, row by row; only its lower triangle is read
 */
export async function cholesky(matrix: Float64Array, size: number): Promise<void> {
  await inTurns(size, (index) => {
    const own = index * size;
    for (let column = 0; column < index; column++) {
      const other = column * size;
      matrix[own + column] =
        (matrix[own + column] - dot(matrix, own, matrix, other, column)) / matrix[other + column];
    }
    const pivot = matrix[own + index] - dot(matrix, own, matrix, own, index);
    matrix[own + index] = Math.sqrt(Math.max(Number.MIN_VALUE, pivot));
  });
}

/** Solves `L x = vector` in place by forward substitution. @param factor as `cholesky` leaves it */
export function solveLower(factor: Float64Array, vector: Float64Array): void {
  const size = vector.length;
  for (let index = 0; index < size; index++) {
    const own = index * size;
    vector[index] = (vector[index] - dot(factor, own, vector, 0, index)) / factor[own + index];
  }
}

/** Inverse of a factor that `cholesky` left, transposed: row i holds column i of `L^-1`. */
export async function inverseFactor(factor: Float64Array, size: number): Promise<Float64Array> {
  const inverse = new Float64Array(size * size);
  await inTurns(size, (column) => {
    const start = column * size;
    inverse[start + column] = 1 / factor[column * size + column];
    for (let index = column + 1; index < size; index++) {
      const own = index * size;
      const sum = dot(factor, own + column, inverse, start + column, index - column);
      inverse[start + index] = -sum / factor[own + index];
    }
  });
  return inverse;
}

/** Of `count` elements from the two starts on, in four sums that the processor can add side by side. */
export function dot(
  left: Float64Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  count: number,
): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  const whole = count - (count % 4);
  for (let at = 0; at < whole; at += 4) {
    first += left[leftStart + at] * right[rightStart + at];
    second += left[leftStart + at + 1] * right[rightStart + at + 1];
    third += left[leftStart + at + 2] * right[rightStart + at + 2];
    fourth += left[leftStart + at + 3] * right[rightStart + at + 3];
  }
  for (let at = whole; at < count; at++) first += left[leftStart + at] * right[rightStart + at];
  return first + second + third + fourth;
}
