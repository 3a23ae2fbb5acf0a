import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assignFolds, foldTurns } from '../../models/learning/folds';
import { nearDuplicates } from '../../models/learning/near-duplicates';
import { normalCdf, normalDensity, normalQuantile } from '../../models/learning/normal';
import { automaticThreshold, looksPolluted } from '../../models/learning/threshold';
import { lowerScale, median, quantile } from '../../models/statistics';

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} +- ${tolerance}`);

describe('order statistics', () => {
  it('interpolates between the closest ranks, in any order, and leaves the input alone', () => {
    const values = [40, 10, 30, 20, 50];
    assert.equal(median(values), 30);
    assert.equal(quantile(values, 0.1), 14);
    assert.equal(quantile(values, 1), 50);
    assert.deepEqual(values, [40, 10, 30, 20, 50]);
  });

  it('takes the scale from the lower half, so that wild high values do not matter', () => {
    const clean = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    near(lowerScale(clean), (5 - 1) / 1.2815515655446, 1e-12);
    assert.equal(lowerScale([...clean.slice(0, -1), 1e9]), lowerScale(clean));
  });
});

describe('the normal distribution', () => {
  it('has the values of the tables', () => {
    near(normalDensity(0), 0.3989423, 1e-7);
    near(normalCdf(1.96), 0.9750021, 1e-7);
    near(normalCdf(-1), 0.1586553, 1e-7);
    near(normalQuantile(0.99), 2.3263479, 1e-5);
    near(normalQuantile(0.5), 0, 1e-5);
  });
});

describe('the automatic threshold', () => {
  /** Quantiles of a half-normal distribution of this spread, as far as `cut`, and as many below 0. */
  const sample = (spread: number, cut: number) => {
    const upper = Array.from(
      { length: 2000 },
      (_, i) => spread * normalQuantile(0.5 + (0.5 * (i + 0.5)) / 2000),
    );
    return Float64Array.from([...upper.filter((value) => value < cut), ...upper.map((value) => -value)]);
  };

  it('lies at the normal quantile of the target where nothing was cut off', () => {
    near(automaticThreshold(sample(1, 10), 0.01).deviations, 2.326, 0.04);
    near(automaticThreshold(sample(1.5, 10), 0.001).deviations, 1.5 * 3.09, 0.05);
  });

  it('is put back where it was before refinement cut the tail off', () => {
    near(automaticThreshold(sample(1.5, 2.5), 0.01).deviations, 1.5 * 2.326, 0.1);
    const plain = Math.sqrt(
      sample(1.5, 2.5)
        .filter((v) => v > 0)
        .reduce((sum, v, _, all) => sum + v ** 2 / all.length, 0),
    );
    assert.ok(plain < 1.3, `without the correction the spread would be ${plain}`);
  });

  it('is drawn towards the usual spread, the more the fewer frames there are', () => {
    // Ten frames above the median, all at 3: a second moment of 9; 30 frames' worth at 1.6 squared, 2.56.
    const few = Float64Array.from({ length: 20 }, (_, at) => (at < 10 ? 3 : -1));
    // Cut off at 3, such a tail is longer than the longest that good parts have.
    near(automaticThreshold(few, 0.01).deviations, 2.326 * Math.sqrt((10 * 9 + 30 * 2.56) / 40), 0.01);
  });

  it('promises no smaller rate than its frames can vouch for', () => {
    assert.equal(automaticThreshold(Float64Array.from([-1, 0, 1, 2]), 0.01).promisedFalseReject, 0.2);
    assert.equal(automaticThreshold(sample(1, 10), 0.01).promisedFalseReject, 0.01);
  });
});

describe('kept frames that look polluted', () => {
  const normal = (count: number) =>
    Float64Array.from({ length: count }, (_, index) => normalQuantile((index + 0.5) / count));

  /** The lower half at -1, most of the upper one at 1, a tenth of it far up. */
  const tail = (count: number, far: number) =>
    Float64Array.from({ length: count }, (_, index) => {
      if (index < count / 2) return -1;
      return index < 0.95 * count ? 1 : far;
    });

  it('are not those of a normal distribution, few or many', () => {
    assert.equal(looksPolluted(normal(20)), false);
    assert.equal(looksPolluted(normal(200)), false);
  });

  it('have a long tail: the second moment above the median is more than 1.8 squared', () => {
    // Of 100 frames above the median 90 at 1 and 10 at x: (90 + 10 x^2) / 100 > 3.24 for x > 4.84.
    assert.equal(looksPolluted(tail(200, 4.8)), false);
    assert.equal(looksPolluted(tail(200, 4.9)), true);
  });

  it('which may be longer by chance where they are few', () => {
    // The same of 20 frames: (18 + 2 x^2) / 20 > 4 for x > 5.57.
    assert.equal(looksPolluted(tail(40, 5.5)), false);
    assert.equal(looksPolluted(tail(40, 5.6)), true);
  });

  it('or a broad shoulder: the upper quartile is above 1.35, where there are frames enough to tell', () => {
    const shoulder = (count: number, height: number) =>
      normal(count).map((value) => (value > 0 ? Math.max(value, height) : value));
    assert.equal(looksPolluted(shoulder(80, 1.3)), false);
    assert.equal(looksPolluted(shoulder(80, 1.4)), true);
    assert.equal(looksPolluted(shoulder(40, 1.4)), false);
  });
});

describe('near-duplicates and folds', () => {
  it('groups what lies close together, also over a third', () => {
    const places = [0, 10, 0.5, 1, 20, 30];
    const groups = nearDuplicates(places.length, (left, right) => Math.abs(places[left] - places[right]));
    assert.deepEqual(groups, [0, 1, 0, 0, 4, 5]);
  });

  it('never splits a group over folds and deals the groups out in turn', () => {
    assert.deepEqual(assignFolds([0, 1, 0, 3, 4, 5, 6]), [0, 1, 0, 2, 3, 4, 0]);
  });

  it('scores every fold once, by a model without it', () => {
    assert.deepEqual(foldTurns(2), [
      { left: [0, 1], scored: [0, 1] },
      { left: [2, 3], scored: [2, 3] },
      { left: [4, 0], scored: [4] },
    ]);
    for (const without of [1, 2, 3, 4]) {
      const turns = foldTurns(without);
      assert.deepEqual(
        turns.flatMap(({ scored }) => scored),
        [0, 1, 2, 3, 4],
      );
      for (const { left, scored } of turns) {
        assert.equal(new Set(left).size, without);
        assert.ok(scored.every((fold) => left.includes(fold)));
      }
    }
  });
});
