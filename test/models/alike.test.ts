import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alikeGroups } from '../../models/learning/alike';
import { type FitFacts, fitWarnings, isFitWarning } from '../../models/learning/fit-warnings';

/** Deviations in the plane, by angle in degrees. */
const cosineOf = (angles: number[]) => (left: number, right: number) =>
  Math.cos(((angles[left] - angles[right]) * Math.PI) / 180);

describe('removed frames that look alike', () => {
  it('are those that deviate in one direction, three at least', () => {
    const angles = [0, 90, 180, 270, 10, 12, 14, 200, 100];
    const groups = alikeGroups([4, 5, 6, 7, 8], [0, 1, 2, 3], cosineOf(angles));
    assert.deepEqual(groups, [{ members: [4, 5, 6] }]);
  });

  it('must resemble each other more than kept frames do', () => {
    const angles = [0, 1, 2, 3, 100, 125, 150];
    assert.deepEqual(alikeGroups([4, 5, 6], [0, 1, 2, 3], cosineOf(angles)), []);
  });
});

describe('warnings of a fit', () => {
  const fine = {
    frames: 200,
    removed: 6,
    mostRemoved: 80,
    distinct: 200,
    looksPolluted: false,
    alike: [],
    falseRejectTarget: 0.01,
    promisedFalseReject: 0.01,
  };

  it('are none for a good window', () => {
    assert.deepEqual(fitWarnings(fine), []);
    assert.deepEqual(fitWarnings({ ...fine, removed: 0, mostRemoved: 0 }), []);
  });

  it('name each doubt', () => {
    const first = (facts: Partial<FitFacts>) => fitWarnings({ ...fine, ...facts })[0];
    assert.deepEqual(first({ alike: [{ members: [1, 2, 3] }] }), { kind: 'alike', members: 3, removed: 6 });
    assert.deepEqual(first({ looksPolluted: true }), { kind: 'polluted' });
    assert.deepEqual(first({ removed: 10, mostRemoved: 10 }), { kind: 'polluted' });
    // More than a quarter.
    assert.equal(first({ removed: 50 }), undefined);
    assert.deepEqual(first({ removed: 51 }), { kind: 'polluted' });
    assert.deepEqual(first({ distinct: 100 }), { kind: 'standing', distinct: 100, frames: 200 });
    const promise = first({ promisedFalseReject: 0.0196 });
    assert.deepEqual(promise, { kind: 'promise', kept: 194, target: 0.01, promised: 0.0196 });
  });

  it('are taken from a file only as they are written', () => {
    const written = fitWarnings({
      ...fine,
      looksPolluted: true,
      alike: [{ members: [1, 2, 3] }],
      distinct: 1,
    });
    assert.equal(written.length, 3);
    assert.ok(written.every(isFitWarning));
    const forged = [
      'polluted',
      null,
      {},
      { kind: 'other' },
      { kind: 'polluted', more: 1 },
      { kind: 'alike', members: 3 },
    ];
    assert.deepEqual(forged.filter(isFitWarning), []);
  });
});
