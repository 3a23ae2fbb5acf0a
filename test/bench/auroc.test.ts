import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { auroc } from '../../bench/auroc';

describe('area under the ROC curve', () => {
  it('is 1 when every defect scores higher, and 0 the other way round', () => {
    assert.equal(auroc([1, 2, 3, 4], [false, false, true, true]), 1);
    assert.equal(auroc([1, 2, 3, 4], [true, true, false, false]), 0);
  });

  it('counts ties half', () => {
    // Pairs: 2 against 1 and 2: 1 + 1/2; 3 against both: 2; of four pairs.
    assert.equal(auroc([1, 2, 2, 3], [false, false, true, true]), 3.5 / 4);
    assert.equal(auroc([5, 5, 5], [true, false, false]), 0.5);
  });

  it('is NaN when a class is empty', () => {
    assert.ok(Number.isNaN(auroc([1, 2], [true, true])));
    assert.ok(Number.isNaN(auroc([1, 2], [false, false])));
  });

  it('is the share of pairs in the right order', () => {
    const scored = fc.array(fc.record({ score: fc.integer({ min: 0, max: 9 }), defective: fc.boolean() }), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(scored, (items) => {
        const good = items.filter((item) => !item.defective);
        const bad = items.filter((item) => item.defective);
        fc.pre(good.length > 0 && bad.length > 0);
        let pairs = 0;
        for (const one of bad) {
          for (const other of good)
            pairs += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0;
        }
        const scores = items.map((item) => item.score);
        const area = auroc(
          scores,
          items.map((item) => item.defective),
        );
        assert.ok(Math.abs(area - pairs / (good.length * bad.length)) < 1e-12);
      }),
    );
  });
});
