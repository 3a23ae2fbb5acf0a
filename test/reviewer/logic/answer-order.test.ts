import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerOrder } from '../../../nodes/reviewer/app/server/answer-order';

test('answers are shown in the order they were asked for, and those that come too late are not', () => {
  const order = new AnswerOrder();
  const [first, second, third] = [order.ask(), order.ask(), order.ask()];
  assert.deepEqual([second(), first(), third()], [true, false, true]);
});

test('what a change has made of the view is shown, and nothing after it that was asked for before', () => {
  const order = new AnswerOrder();
  const before = order.ask();
  const change = order.change();
  assert.equal(change(), true);
  const later = order.ask();
  assert.deepEqual([before(), later()], [false, true]);
});

test('a change is not shown when the view was asked for meanwhile, be that answered or not', () => {
  for (const answered of [true, false]) {
    const order = new AnswerOrder();
    const change = order.change();
    const meanwhile = order.ask();
    if (answered) meanwhile();
    assert.equal(change(), false);
  }
});

test('nothing is shown any more once nobody looks', () => {
  const order = new AnswerOrder();
  const [asked, change] = [order.ask(), order.change()];
  order.end();
  assert.deepEqual([asked(), change()], [false, false]);
});
