import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subscriptionId } from '../../nodes/mqtt/subscription-id';

const LARGEST = 268_435_455;

test('a filter has one number, whichever others there are', () => {
  const none = new Set<number>();
  const first = subscriptionId('line1/camera', none);
  assert.equal(subscriptionId('line1/camera', new Set([subscriptionId('line2/camera', none)])), first);
  assert.notEqual(subscriptionId('line2/camera', none), first);
});

test('numbers are those that MQTT 5 allows, also when the own one is taken', () => {
  const none = new Set<number>();
  for (let line = 0; line < 1000; line++) {
    const id = subscriptionId(`line${line}/camera`, none);
    assert.ok(Number.isInteger(id) && id >= 1 && id <= LARGEST);
  }
  const own = subscriptionId('line1/camera', none);
  assert.equal(subscriptionId('line1/camera', new Set([own])), own + 1);
});
