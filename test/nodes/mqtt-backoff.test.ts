import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../nodes/mqtt/backoff';

const waits = (backoff: Backoff, count: number) => Array.from({ length: count }, () => backoff.next());

test('waits 1 s, doubled each time up to 30 s, and begins again after a reset', () => {
  const backoff = new Backoff({ first: 1000, longest: 30_000 }, () => 0.5);
  assert.deepEqual(waits(backoff, 7), [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  backoff.reset();
  assert.deepEqual(waits(backoff, 2), [1000, 2000]);
});

test('spreads each wait by a fifth either way', () => {
  const limits = { first: 1000, longest: 1000 };
  assert.equal(new Backoff(limits, () => 0).next(), 800);
  assert.equal(new Backoff(limits, () => 0.999_999).next(), 1200);
});

test('goes on for ever', () => {
  const backoff = new Backoff({ first: 1, longest: 30_000 }, () => 0.5);
  assert.equal(waits(backoff, 10_000).at(-1), 30_000);
});
