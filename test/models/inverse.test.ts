import assert from 'node:assert/strict';
import { it } from 'node:test';
import { random } from '../../demo/random';
import { inverseOf } from '../../models/detectors/inverse';
import { WindowHead } from '../../models/learning/window-head';

it('inverts by hand: [[4, 2], [2, 3]]', async () => {
  const products = await WindowHead.load();
  const inverse = await inverseOf(Float64Array.of(4, 2, 2, 3), 2, products);
  // Determinant 8.
  [3 / 8, -2 / 8, -2 / 8, 4 / 8].forEach((expected, cell) => {
    assert.ok(Math.abs(inverse[cell] - expected) < 1e-6);
  });
});

for (const size of [31, 64, 256]) {
  it(`inverts covariances of ${size} dimensions, whole and in blocks`, async () => {
    const products = await WindowHead.load();
    const from = random(size);
    const matrix = new Float64Array(size * size);
    for (let sample = 0; sample < 2 * size; sample++) {
      // Few directions carry most of the variance, as those of patches do.
      const row = Float64Array.from(
        { length: size },
        (_, dim) => from.between(-1, 1) * 10 * Math.exp(-dim / 8),
      );
      for (let left = 0; left < size; left++)
        for (let right = 0; right < size; right++) matrix[left * size + right] += row[left] * row[right];
    }
    const trace = matrix.reduce((sum, value, cell) => (cell % (size + 1) === 0 ? sum + value : sum), 0);
    for (let dim = 0; dim < size; dim++) matrix[dim * (size + 1)] += (0.1 * trace) / size;
    const inverse = await inverseOf(matrix, size, products);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let cell = 0;
        for (let at = 0; at < size; at++) cell += matrix[row * size + at] * inverse[at * size + column];
        assert.ok(Math.abs(cell - Number(row === column)) < 1e-4, `${row} ${column}: ${cell}`);
      }
    }
  });
}
