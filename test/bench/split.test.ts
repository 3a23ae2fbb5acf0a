import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Split, type SplitOptions, splitSet } from '../../bench/split';
import type { Sample } from '../../demo/dataset';

function pictures(good: number, bad: number): Sample[] {
  const several = (count: number, type: string) =>
    Array.from({ length: count }, (_, at) => ({ path: `${type}-${at}`, defective: type !== 'good', type }));
  return [...several(bad, 'defect'), ...several(good, 'good')];
}

const paths = ({ samples }: Split, indices: readonly number[]) => indices.map((index) => samples[index].path);
const defects = ({ samples, window }: Split) => window.filter((index) => samples[index].defective).length;

const cases = fc.record({
  good: fc.integer({ min: 30, max: 300 }),
  bad: fc.integer({ min: 5, max: 100 }),
  windowSize: fc.integer({ min: 20, max: 400 }),
  contamination: fc.constantFrom(0, 0.05, 0.1, 0.2, 0.4),
  seed: fc.nat(),
});

/** For any set and seed. */
function always(
  options: SplitOptions,
  check: (split: Split, given: { contamination: number }) => void,
): void {
  fc.assert(
    fc.property(cases, ({ good, bad, windowSize, contamination, seed }) => {
      check(splitSet(pictures(good, bad), windowSize, contamination, seed, options), { contamination });
    }),
  );
}

describe('the split into window and test', () => {
  for (const options of [{}, { repeatDefects: true }, { variantShare: 0.05 }, { variantShare: 0.3 }]) {
    it(`tests no picture of the window, nor one made from it: ${JSON.stringify(options)}`, () => {
      always(options, (split) => {
        const used = new Set(paths(split, split.window));
        assert.deepEqual(
          paths(split, split.test).filter((path) => used.has(path)),
          [],
        );
      });
    });

    it(`pollutes as much as it was told to: ${JSON.stringify(options)}`, () => {
      always(options, (split, { contamination }) => {
        assert.equal(defects(split), Math.round(contamination * split.window.length));
      });
    });
  }

  it('tests the same pictures at every contamination', () => {
    fc.assert(
      fc.property(cases, ({ good, bad, windowSize, seed }) => {
        const set = pictures(good, bad);
        const clean = splitSet(set, windowSize, 0, seed).test;
        assert.deepEqual(splitSet(set, windowSize, 0.4, seed).test, clean);
        assert.deepEqual(splitSet(set, windowSize, 0.1, seed, { repeatDefects: true }).test, clean);
      }),
    );
  });

  it('tests every defect, and no good picture of the window, where overlap is allowed', () => {
    always({ overlap: true }, (split) => {
      const all = split.samples.filter((sample) => sample.defective).length;
      assert.equal(split.test.filter((index) => split.samples[index].defective).length, all);
      const good = split.window.filter((index) => !split.samples[index].defective);
      assert.deepEqual(
        good.filter((index) => split.test.includes(index)),
        [],
      );
    });
  });

  it('repeats three defects, each time a little aside', () => {
    const split = splitSet(pictures(100, 20), 60, 0.2, 7, { repeatDefects: true });
    const repeated = split.window.map((index) => split.samples[index]).filter((sample) => sample.defective);
    assert.equal(repeated.length, 12);
    assert.equal(new Set(repeated.map((sample) => sample.path)).size, 3);
    assert.equal(new Set(repeated.map((sample) => JSON.stringify(sample.variant))).size, 12);
  });

  it('shows a share of the window in another pose and light, and tests such parts as good', () => {
    const split = splitSet(pictures(200, 20), 100, 0.1, 7, { variantShare: 0.05 });
    const rare = (indices: readonly number[]) =>
      indices.map((index) => split.samples[index]).filter((sample) => sample.variant?.kind === 'rare');
    assert.equal(rare(split.window).length, 5);
    assert.equal(rare(split.test).length, 25);
    assert.ok(rare([...split.window, ...split.test]).every((sample) => !sample.defective));
  });
});
