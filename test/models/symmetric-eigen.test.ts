import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { symmetricEigen } from '../../models/detectors/symmetric-eigen';

/** Many zeros and equal values: what is degenerate. */
const entry = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -9e6, max: 9e6 }).map((value) => value / 1e6),
);
const symmetric = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc.array(entry, { minLength: size * size, maxLength: size * size }).map((values) => ({
    size,
    matrix: Float64Array.from(values, (_, at) => {
      const [row, column] = [Math.floor(at / size), at % size];
      return values[Math.min(row, column) * size + Math.max(row, column)];
    }),
  })),
);

describe('eigendecomposition of a symmetric matrix', () => {
  it('finds the eigenvalues that a library finds, from the largest down', async () => {
    await fc.assert(
      fc.asyncProperty(symmetric, async ({ matrix, size }) => {
        const rows = Array.from({ length: size }, (_, row) => [
          ...matrix.slice(row * size, (row + 1) * size),
        ]);
        const known = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true });
        const expected = known.realEigenvalues.toSorted((one, other) => other - one);
        const { values } = await symmetricEigen(matrix, size);
        near(Math.max(...expected.map((value, at) => Math.abs(value - values[at]))), 0);
      }),
    );
  });

  it('gives orthonormal vectors that the matrix only stretches', async () => {
    await fc.assert(
      fc.asyncProperty(symmetric, async ({ matrix, size }) => {
        const { values, vectors } = await symmetricEigen(matrix, size);
        const vector = (index: number) => vectors.subarray(index * size, (index + 1) * size);
        for (let one = 0; one < size; one++) {
          for (let other = 0; other < size; other++) {
            near(dot(vector(one), vector(other)), one === other ? 1 : 0);
            const stretched = dot(matrix.subarray(other * size, (other + 1) * size), vector(one));
            near(stretched, values[one] * vector(one)[other]);
          }
        }
      }),
    );
  });

  it('leaves its input alone and refuses NaN', async () => {
    const matrix = Float64Array.of(2, 1, 1, 2);
    assert.deepEqual([...(await symmetricEigen(matrix, 2)).values].map(Math.round), [3, 1]);
    assert.deepEqual([...matrix], [2, 1, 1, 2]);
    await assert.rejects(symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2), /no numbers/);
  });
});

function dot(left: Float64Array, right: Float64Array): number {
  return left.reduce((sum, value, at) => sum + value * right[at], 0);
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}
