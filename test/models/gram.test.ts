import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { inTurns } from '../../models/concurrency/in-turns';
import { GramMahalanobis } from '../../models/detectors/gram';
import { distanceTo } from '../../models/detectors/soft-subspace';
import { products } from './products';

const SHRINKAGE = 0.05;

/** The definition itself: S = (1 - a) C + a nu I, distance = sqrt((x - m)' S^-1 (x - m)). */
function direct(features: number[][], subset: number[], frame: number): number {
  const rows = standardised(features);
  const dims = rows[0].length;
  const mean = Array.from(
    { length: dims },
    (_, dim) => subset.reduce((sum, i) => sum + rows[i][dim], 0) / subset.length,
  );
  const covariance = Matrix.zeros(dims, dims);
  for (const index of subset) {
    for (let row = 0; row < dims; row++) {
      for (let column = 0; column < dims; column++) {
        const product = (rows[index][row] - mean[row]) * (rows[index][column] - mean[column]);
        covariance.set(row, column, covariance.get(row, column) + product / subset.length);
      }
    }
  }
  const spread = covariance.trace() / dims;
  const shrunk = covariance.mul(1 - SHRINKAGE).add(Matrix.eye(dims).mul(SHRINKAGE * spread));
  const offset = Matrix.columnVector(rows[frame].map((value, dim) => value - mean[dim]));
  return Math.sqrt(offset.transpose().mmul(inverse(shrunk)).mmul(offset).get(0, 0));
}

/** By the deviation over all frames, plus a thousandth of the mean deviation. */
function standardised(features: number[][]): number[][] {
  const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = features[0].map((_, dim) => {
    const column = features.map((row) => row[dim]);
    return Math.sqrt(average(column.map((value) => (value - average(column)) ** 2)));
  });
  return features.map((row) => row.map((value, dim) => value / (deviation[dim] + average(deviation) / 1000)));
}

const windows = fc.array(
  fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 6 }),
  {
    minLength: 6,
    maxLength: 9,
  },
);

describe('Mahalanobis distance from inner products', () => {
  it('equals the distance under the inverted shrunk covariance, also for frames outside the subset', async () => {
    await fc.assert(
      fc.asyncProperty(windows, async (rows) => {
        const subset = [0, 1, 2, 3];
        const spreadOut = subset.some((i) =>
          rows[i].some((value, dim) => Math.abs(value - rows[0][dim]) > 1e-1),
        );
        fc.pre(spreadOut);
        const distances = await (await GramMahalanobis.of(rows, SHRINKAGE, products)).distances(subset);
        rows.forEach((_, frame) => {
          // Squared, because the root of next to nothing is mostly rounding.
          const [squared, expected] = [distances[frame] ** 2, direct(rows, subset, frame) ** 2];
          assert.ok(Math.abs(squared - expected) <= 1e-3 * (1 + expected), `${squared} ${expected}`);
        });
      }),
    );
  });

  it('gives the graph a model that scores as it does itself', async () => {
    await fc.assert(
      fc.asyncProperty(windows, async (rows) => {
        const subset = [1, 2, 3, 4, 5];
        fc.pre(subset.some((i) => rows[i].some((value, dim) => Math.abs(value - rows[1][dim]) > 1e-1)));
        const gram = await GramMahalanobis.of(rows, SHRINKAGE, products);
        const model = await gram.fit(subset);
        const distances = await gram.distances(subset);
        rows.forEach((row, frame) => {
          const scored = distanceTo(model, Float32Array.from(row));
          assert.ok(
            Math.abs(scored - distances[frame]) <= 2e-2 * (1 + distances[frame]),
            `${scored} ${distances[frame]}`,
          );
        });
      }),
    );
  });

  it('stays finite when all frames are the same', async () => {
    const gram = await GramMahalanobis.of(
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      SHRINKAGE,
      products,
    );
    assert.deepEqual([...(await gram.distances([0, 1]))], [0, 0, 0]);
  });

  it('lets the process do other work during every step of a fit', async () => {
    const rows = [
      [1, 2],
      [2, 1],
      [1, 1],
    ];
    const gram = await GramMahalanobis.of(rows, SHRINKAGE, products);
    for (const step of [() => gram.distances([0, 1]), () => gram.fit([0, 1])]) {
      let others = 0;
      setImmediate(() => others++);
      await step();
      assert.equal(others, 1);
    }
    const order: string[] = [];
    setImmediate(() => order.push('other work'));
    await inTurns(2, (index) => {
      for (const end = performance.now() + 15; performance.now() < end; );
      order.push(`step ${index}`);
    });
    assert.deepEqual(order, ['step 0', 'other work', 'step 1']);
  });
});
