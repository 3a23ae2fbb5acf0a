import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WindowFrameView } from '../../../nodes/reviewer/api';
import { arranged, staysKept, toRequest, withChoice } from '../../../nodes/reviewer/app/views/window/choices';

const frame = (number: number, score: number, kept: boolean, choice: WindowFrameView['choice'] = null) => ({
  frame: number,
  kept,
  choice,
  score,
  partId: `part ${number}`,
  triggerId: number,
  capturedAt: '2026-01-01T00:00:00.000Z',
});
const window = [frame(0, 0.5, true), frame(1, 2, false), frame(2, 1.5, false, 'remove'), frame(3, 0.7, true)];

test('choices are collected, and one that changes nothing is none', () => {
  const one = withChoice(new Map(), [window[1], window[2]], 'keep');
  assert.deepEqual(
    [...one],
    [
      [1, 'keep'],
      [2, 'keep'],
    ],
  );
  const back = withChoice(one, [window[2]], 'remove');
  assert.deepEqual([...back], [[1, 'keep']]);
  assert.deepEqual(toRequest(back, '  a variant '), {
    choices: [{ frame: 1, choice: 'keep' }],
    note: 'a variant',
  });
  assert.deepEqual(toRequest(back, ' '), { choices: [{ frame: 1, choice: 'keep' }] });
});

test('a choice decides what stays; without one the window as it is', () => {
  const pending = withChoice(withChoice(new Map(), [window[1]], 'keep'), [window[0]], 'remove');
  assert.deepEqual(
    window.map((each) => staysKept(each, pending)),
    [false, true, false, true],
  );
});

test('the gallery is sorted and filtered', () => {
  const order = (...how: Parameters<typeof arranged> extends [unknown, ...infer Rest] ? Rest : never) =>
    arranged(window, ...how).map((each) => each.frame);
  assert.deepEqual(order('worst', 'all', new Map()), [1, 2, 3, 0]);
  assert.deepEqual(order('best', 'kept', new Map()), [0, 3]);
  assert.deepEqual(order('newest', 'removed', new Map()), [2, 1]);
  assert.deepEqual(order('best', 'chosen', new Map([[3, 'remove']])), [3, 2]);
});
