import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alikeGroups } from '../../models/alike';
import { fitWarnings } from '../../models/fit-warnings';

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
    longTail: false,
    alike: [],
    falseRejectTarget: 0.01,
    promisedFalseReject: 0.01,
  };

  it('are none for a good window', () => {
    assert.deepEqual(fitWarnings(fine), []);
    assert.deepEqual(fitWarnings({ ...fine, removed: 0, mostRemoved: 0 }), []);
  });

  it('name each doubt', () => {
    assert.match(
      fitWarnings({ ...fine, alike: [{ members: [1, 2, 3] }] })[0],
      /^3 of the 6 removed frames look alike/,
    );
    assert.match(fitWarnings({ ...fine, longTail: true })[0], /too polluted to clean itself/);
    assert.match(fitWarnings({ ...fine, removed: 80 })[0], /too polluted to clean itself/);
    assert.match(fitWarnings({ ...fine, distinct: 100 })[0], /^only 100 of the 200 frames differ/);
    assert.match(
      fitWarnings({ ...fine, promisedFalseReject: 0.0196 })[0],
      /cannot vouch for 1 % .* about 2 %/,
    );
  });
});
