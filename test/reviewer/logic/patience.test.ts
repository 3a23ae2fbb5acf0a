import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Patience } from '../../../nodes/reviewer/app/server/patience';

const never = new AbortController().signal;

test('what is heard of goes on, and silence ends it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const patience = new Patience(35_000, never);
  for (let beat = 0; beat < 10; beat++) {
    t.mock.timers.tick(34_999);
    patience.heard();
  }
  assert.equal(patience.signal.aborted, false);
  t.mock.timers.tick(35_000);
  assert.equal(patience.signal.aborted, true);
});

test('a request that is never answered is ended too, and one that nobody wants any more at once', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const unanswered = new Patience(35_000, never);
  t.mock.timers.tick(35_000);
  assert.equal(unanswered.signal.aborted, true);

  const ended = new AbortController();
  const unwanted = new Patience(35_000, ended.signal);
  ended.abort();
  assert.equal(unwanted.signal.aborted, true);
});
