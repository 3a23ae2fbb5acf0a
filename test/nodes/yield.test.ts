import assert from 'node:assert/strict';
import { test } from 'node:test';
import { yieldOf } from '../../nodes/inspect/yield';

test('a part that could not be judged counts against the yield, and before the first part there is none', () => {
  assert.equal(yieldOf({ ok: 0, notOk: 0, undecided: 0 }), null);
  assert.equal(yieldOf({ ok: 6, notOk: 1, undecided: 1 }), 0.75);
  assert.equal(yieldOf({ ok: 0, notOk: 0, undecided: 3 }), 0);
});
