import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Arrival,
  type IdentityRules,
  type IdentitySource,
  readIdentity,
} from '../../nodes/camera/identity';
import { TriggerCounter } from '../../nodes/inspect/frame-input';

const receivedAt = Date.UTC(2024, 4, 6, 7, 8, 9);
const rules = (changed: Partial<IdentityRules> = {}): IdentityRules => ({
  triggerId: { from: 'auto', key: 'triggerId' },
  partId: { from: 'auto', key: 'partId' },
  recipe: { from: 'auto', key: 'recipe' },
  capturedAt: { from: 'auto', key: 'capturedAt' },
  ...changed,
});
const arrival = (more: Partial<Arrival> = {}): Arrival => ({
  topic: 'plant/line1/camera',
  receivedAt,
  ...more,
});
const read = (more: Partial<Arrival>, changed: Partial<IdentityRules> = {}) =>
  readIdentity(arrival(more), rules(changed), new TriggerCounter());

test('who a frame is stands in JSON fields', () => {
  const json = { triggerId: 65535, partId: 4711, recipe: 'nut', capturedAt: '2024-05-06T09:08:08+02:00' };
  assert.deepEqual(read({ json }), {
    triggerId: 65535,
    partId: '4711',
    recipe: 'nut',
    source: 'plant/line1/camera',
    capturedAt: '2024-05-06T07:08:08.000Z',
  });
});

test('who a frame is stands in user properties, of which the first counts', () => {
  const properties = { triggerId: '0', partId: ['a', 'b'] };
  const identity = read({ properties });
  assert.deepEqual([identity.triggerId, identity.partId], [0, 'a']);
});

test('JSON goes before user properties; a source that is named is the only one', () => {
  const both = { json: { triggerId: 1 }, properties: { triggerId: '2' } };
  assert.equal(read(both).triggerId, 1);
  assert.equal(read(both, { triggerId: { from: 'property', key: 'triggerId' } }).triggerId, 2);
});

const levels: [string, string][] = [
  ['1', 'plant'],
  ['3', 'camera'],
  ['-1', 'camera'],
  ['-3', 'plant'],
  ['4', ''],
  ['-4', ''],
];
for (const [key, expected] of levels) {
  test(`level ${key} of plant/line1/camera is "${expected}"`, () => {
    assert.equal(read({}, { partId: { from: 'topic', key } }).partId, expected);
  });
}

test('without a trigger id the counter gives one: 1, 2, ... 65535, 0, 1', () => {
  const counter = new TriggerCounter();
  const ids = Array.from({ length: 65_537 }, () => readIdentity(arrival(), rules(), counter).triggerId);
  assert.deepEqual(ids.slice(0, 2), [1, 2]);
  assert.deepEqual(ids.slice(-3), [65_535, 0, 1]);
});

for (const triggerId of [-1, 65_536, 1.5, 'seven', '1e3', true, {}, []]) {
  test(`the trigger id ${JSON.stringify(triggerId)} is a fault and the counter's number is used`, () => {
    const identity = read({ json: { triggerId } });
    assert.equal(identity.triggerId, 1);
    assert.match(identity.fault ?? '', /^The trigger id .* is no whole number from 0 to 65535\.$/);
  });
}

test('an absent, null or empty trigger id is none, not a fault', () => {
  for (const triggerId of [undefined, null, '']) {
    const identity = read({ json: { triggerId } });
    assert.deepEqual([identity.triggerId, identity.fault], [1, undefined]);
  }
});

test('a part id that is no short text is a fault', () => {
  for (const partId of [{ no: 1 }, 'x'.repeat(201), false]) {
    const identity = read({ json: { partId } });
    assert.equal(identity.partId, '');
    assert.match(identity.fault ?? '', /^The part id .* is no text of at most 200 characters\.$/);
  }
});

const times: [unknown, string][] = [
  [1_700_000_000, '2023-11-14T22:13:20.000Z'],
  [1_700_000_000_123, '2023-11-14T22:13:20.123Z'],
  [1_700_000_000_123_456, '2023-11-14T22:13:20.123Z'],
  ['1700000000123000000', '2023-11-14T22:13:20.123Z'],
  ['2023-11-14T22:13:20Z', '2023-11-14T22:13:20.000Z'],
  ['yesterday', new Date(receivedAt).toISOString()],
  [-5, new Date(receivedAt).toISOString()],
  [Number.MAX_VALUE, new Date(receivedAt).toISOString()],
];
for (const [given, expected] of times) {
  test(`captured at ${JSON.stringify(given)} is ${expected}`, () => {
    assert.equal(read({ json: { capturedAt: given } }).capturedAt, expected);
  });
}

test('whatever arrives, the identity is one that the contract allows', () => {
  const source = fc.constantFrom<IdentitySource>('auto', 'json', 'property', 'topic', 'none');
  const rule = fc.record({ from: source, key: fc.oneof(fc.constant('triggerId'), fc.string()) });
  const anyRules = fc.record({ triggerId: rule, partId: rule, recipe: rule, capturedAt: rule });
  const json = fc.oneof(fc.jsonValue(), fc.record({ triggerId: fc.jsonValue(), partId: fc.jsonValue() }));
  const properties = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string())));
  fc.assert(
    fc.property(fc.string(), json, properties, anyRules, (topic, value, given, chosen) => {
      const counter = new TriggerCounter();
      const identity = readIdentity({ topic, json: value, properties: given, receivedAt }, chosen, counter);
      assert.ok(Number.isInteger(identity.triggerId));
      assert.ok(identity.triggerId >= 0 && identity.triggerId <= 65_535);
      assert.equal(typeof identity.partId, 'string');
      assert.equal(typeof identity.recipe, 'string');
      assert.equal(new Date(identity.capturedAt).toISOString(), identity.capturedAt);
    }),
    { numRuns: 1000 },
  );
});
