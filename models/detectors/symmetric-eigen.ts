import { inTurns } from '../in-turns';

/** Eigenvalues from the largest down, and their orthonormal eigenvectors in the same order. */
export interface Spectrum {
  values: Float64Array;
  /** D x D; row i belongs to values[i]. */
  vectors: Float64Array;
}

/** An eigenvalue is found in two or three steps; only a matrix with NaN in it takes more than this. */
const MOST_STEPS = 60;

/** Diagonal and subdiagonal of a symmetric tridiagonal matrix; `below[i]` joins i and i + 1. */
interface Tridiagonal {
  diagonal: Float64Array;
  below: Float64Array;
}

/**
 * Eigendecomposition of a symmetric matrix: Householder's reduction to tridiagonal form, then the implicit QL method
 * (Golub and Van Loan, Matrix Computations, 8.3). The libraries for it hold rows in arrays of arrays and cannot be
 * interrupted; this one works along the rows of flat arrays, in a third of the time, and lets the process do other
 * work in between.
 * @param symmetric size x size, row by row; it is left alone
 * @throws when it holds NaN
 */
export async function symmetricEigen(symmetric: Float64Array, size: number): Promise<Spectrum> {
  const reflectors = symmetric.slice();
  const { tridiagonal, weights } = await tridiagonalise(reflectors, size);
  const rows = identity(size);
  await inTurns(size, (index) => diagonalise(tridiagonal, rows, size, index));
  await inTurns(size, (index) => reflectBack(rows, index * size, reflectors, weights));
  return sorted(tridiagonal.diagonal, rows, size);
}

/** Row k of `matrix` becomes the reflector `v` that clears it beyond the subdiagonal: `H = I - weight v v'`. */
async function tridiagonalise(matrix: Float64Array, size: number) {
  const diagonal = new Float64Array(size);
  const below = new Float64Array(size);
  const weights = new Float64Array(size);
  const image = new Float64Array(size);
  await inTurns(size - 1, (k) => {
    const v = matrix.subarray(k * size, (k + 1) * size);
    const first = k + 1;
    diagonal[k] = v[k];
    let squared = 0;
    for (let at = first; at < size; at++) squared += v[at] * v[at];
    const length = Math.sqrt(squared);
    if (length === 0) return;
    below[k] = v[first] > 0 ? -length : length;
    // Half of |v|^2 once the subdiagonal's value is taken off its first element.
    const weight = 1 / (squared - below[k] * v[first]);
    weights[k] = weight;
    v[first] -= below[k];
    let inner = 0;
    for (let row = first; row < size; row++) {
      let sum = 0;
      for (let at = first, cell = row * size + first; at < size; at++, cell++) sum += matrix[cell] * v[at];
      image[row] = weight * sum;
      inner += image[row] * v[row];
    }
    const half = (weight * inner) / 2;
    for (let at = first; at < size; at++) image[at] -= half * v[at];
    for (let row = first; row < size; row++) {
      const own = v[row];
      const its = image[row];
      for (let at = first, cell = row * size + first; at < size; at++, cell++) {
        matrix[cell] -= own * image[at] + its * v[at];
      }
    }
  });
  diagonal[size - 1] = matrix[size * size - 1];
  return { tridiagonal: { diagonal, below }, weights };
}

/** QL steps with implicit shifts until `diagonal[index]` is an eigenvalue; the rotations are applied to `rows`. */
function diagonalise(
  { diagonal, below }: Tridiagonal,
  rows: Float64Array,
  size: number,
  index: number,
): void {
  for (let step = 0; step < MOST_STEPS; step++) {
    let end = index;
    while (end < size - 1 && !negligible(diagonal, below, end)) end++;
    if (end === index) return;
    let g = (diagonal[index + 1] - diagonal[index]) / (2 * below[index]);
    const root = Math.hypot(g, 1);
    g = diagonal[end] - diagonal[index] + below[index] / (g + (g >= 0 ? root : -root));
    let sine = 1;
    let cosine = 1;
    let shift = 0;
    let at = end - 1;
    for (; at >= index; at--) {
      const f = sine * below[at];
      const b = cosine * below[at];
      const r = Math.sqrt(f * f + g * g);
      below[at + 1] = r;
      if (r === 0) break;
      sine = f / r;
      cosine = g / r;
      g = diagonal[at + 1] - shift;
      const s = (diagonal[at] - g) * sine + 2 * cosine * b;
      shift = sine * s;
      diagonal[at + 1] = g + shift;
      g = cosine * s - b;
      rotate(rows, at * size, size, sine, cosine);
    }
    below[end] = 0;
    if (at >= index) {
      // The matrix fell apart here: nothing is left to shift.
      diagonal[at + 1] -= shift;
      continue;
    }
    diagonal[index] -= shift;
    below[index] = g;
  }
  throw new Error('a covariance holds values that are no numbers');
}

function negligible(diagonal: Float64Array, below: Float64Array, index: number): boolean {
  const around = Math.abs(diagonal[index]) + Math.abs(diagonal[index + 1]);
  return Math.abs(below[index]) <= Number.EPSILON * around;
}

/** The row that starts at `upper` and the one after it. */
function rotate(rows: Float64Array, upper: number, size: number, sine: number, cosine: number): void {
  for (let high = upper, low = upper + size; high < upper + size; high++, low++) {
    const one = rows[high];
    const other = rows[low];
    rows[low] = sine * one + cosine * other;
    rows[high] = cosine * one - sine * other;
  }
}

/** The row that starts at `start`, from the tridiagonal matrix's coordinates back to the given one's. */
function reflectBack(
  rows: Float64Array,
  start: number,
  reflectors: Float64Array,
  weights: Float64Array,
): void {
  const size = weights.length;
  for (let k = size - 2; k >= 0; k--) {
    if (weights[k] === 0) continue;
    const reflector = k * size;
    let sum = 0;
    for (let at = k + 1; at < size; at++) sum += reflectors[reflector + at] * rows[start + at];
    sum *= weights[k];
    for (let at = k + 1; at < size; at++) rows[start + at] -= sum * reflectors[reflector + at];
  }
}

function sorted(diagonal: Float64Array, rows: Float64Array, size: number): Spectrum {
  const order = [...diagonal.keys()].sort((one, other) => diagonal[other] - diagonal[one]);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    vectors.set(rows.subarray(from * size, (from + 1) * size), to * size);
  });
  return { values: Float64Array.from(order, (from) => diagonal[from]), vectors };
}

function identity(size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let index = 0; index < size; index++) result[index * (size + 1)] = 1;
  return result;
}
