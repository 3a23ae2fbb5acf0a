import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeldMessages, type Outputs } from '../../nodes/held-messages';

const MIB = 2 ** 20;
const picture = (name: string, size = 10): Outputs => [{ payload: Buffer.alloc(size), topic: name }, null];
const names = (all: { outputs: Outputs }[]) => all.map(({ outputs: [message] }) => message?.topic);

test('messages are handed over once, the oldest first', () => {
  const held = new HeldMessages();
  for (const name of ['a', 'b']) held.push({ outputs: picture(name) }, 0);
  assert.deepEqual(names(held.take(1)), ['a', 'b']);
  assert.deepEqual(held.take(1), []);
  assert.equal(held.newLoss(), false);
});

test('the oldest go when they are too large together, which is told once', () => {
  const held = new HeldMessages();
  for (const name of ['a', 'b', 'c']) held.push({ outputs: picture(name, 60 * MIB) }, 0);
  assert.equal(held.newLoss(), true);
  held.push({ outputs: picture('d', 60 * MIB) }, 0);
  assert.equal(held.newLoss(), false);
  assert.deepEqual(names(held.take(0)), ['c', 'd']);
  held.push({ outputs: picture('e', 100 * MIB) }, 0);
  assert.deepEqual(names(held.take(0)), ['e']);
});

test('what waited for too long is for parts that have left the line', () => {
  const held = new HeldMessages();
  held.push({ outputs: picture('a') }, 0);
  held.push({ outputs: picture('b') }, 29_000);
  assert.deepEqual(names(held.take(31_000)), ['b']);
  assert.equal(held.newLoss(), true);
});
