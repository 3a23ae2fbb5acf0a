import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filledRange, highest } from '../../../nodes/reviewer/app/chart/bins';
import { scoreCeiling } from '../../../nodes/reviewer/app/chart/scale';

const histogram = { from: 0, step: 0.5, kept: [0, 3, 4, 0, 0], removed: [0, 0, 2, 1, 0] };

test('histograms that are compared share the range that is filled and the fullest bin', () => {
  assert.deepEqual(filledRange([histogram]), [0.5, 2]);
  assert.deepEqual(filledRange([histogram, { from: 2, step: 0.5, kept: [1], removed: [0] }]), [0.5, 2.5]);
  assert.deepEqual(filledRange([]), [0, 1]);
  assert.equal(highest([histogram]), 6);
  assert.equal(highest([]), 1);
});

test('the score axis has room above the threshold, and a gross defect does not press the rest down', () => {
  assert.equal(scoreCeiling([]), 1.5);
  assert.equal(scoreCeiling([0.4, 2]), 2.1);
  assert.equal(scoreCeiling([0.4, 80]), 3);
});
