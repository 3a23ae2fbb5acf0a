import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isCommand } from '../../nodes/inspect/commands';
import { readFrame, TriggerCounter } from '../../nodes/inspect/frame-input';
import { type InspectDef, stationOptions } from '../../nodes/inspect/options';

const read = (msg: object) => readFrame({ _msgid: '1', ...msg }, 'default', new TriggerCounter());

test('a camera node’s frame keeps its identity, its pixels’ layout and its time', () => {
  const identity = {
    triggerId: 0,
    partId: 'p',
    recipe: 'r',
    source: 's',
    capturedAt: '2026-01-02T03:04:05.678Z',
  };
  const raw = { width: 40, height: 50, channels: 3, depth: 16 };
  const payload = Buffer.from([1]);
  const frame = { ...identity, raw: { ...raw, secret: () => 1 }, receivedAt: 5 };
  assert.deepEqual(read({ payload, frame }), {
    identity,
    image: { data: payload, raw },
    fault: null,
    receivedAt: 5,
  });
  assert.equal(read({ payload, frame, recipe: 'of the message' }).identity.recipe, 'of the message');
});

test('any message is a frame: complete, with a fault where it cannot be one', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.anything(), (payload, frame, recipe) => {
      const { identity, image, fault, receivedAt } = read({ payload, frame, recipe });
      assert.ok(
        Number.isInteger(identity.triggerId) && identity.triggerId >= 0 && identity.triggerId <= 65_535,
      );
      for (const text of [identity.partId, identity.recipe, identity.source, identity.capturedAt]) {
        assert.equal(typeof text, 'string');
      }
      assert.ok(receivedAt >= 0 && receivedAt <= Date.now());
      assert.equal(payload instanceof Uint8Array || fault !== null, true);
      structuredClone({ identity, image, fault });
    }),
  );
});

test('a trigger id that is none makes a fault, one that is missing does not', () => {
  const payload = Buffer.from([1]);
  for (const triggerId of [65_536, -1, 1.5, 'x', {}, true]) {
    const { identity, fault } = read({ payload, frame: { triggerId } });
    assert.equal(identity.triggerId, 1);
    assert.match(fault?.reason ?? '', /^The trigger id .* is no whole number from 0 to 65535\.$/);
  }
  for (const [triggerId, taken] of [
    [undefined, 1],
    [null, 1],
    ['', 1],
    ['7', 7],
    [65_535, 65_535],
  ] as const) {
    const { identity, fault } = read({ payload, frame: { triggerId } });
    assert.deepEqual([identity.triggerId, fault], [taken, null]);
  }
});

test('the time of capture is a time, whatever a flow calls one', () => {
  const at = (capturedAt: unknown) => read({ frame: { capturedAt, receivedAt: 5 } }).identity.capturedAt;
  assert.equal(at('yesterday'), '1970-01-01T00:00:00.005Z');
  assert.equal(at({}), '1970-01-01T00:00:00.005Z');
  assert.equal(at(1_767_225_600), '2026-01-01T00:00:00.000Z');
  assert.equal(at('2026-01-01T01:00:00+01:00'), '2026-01-01T00:00:00.000Z');
});

test('trigger ids count through all of a uint16, 0 last', () => {
  const counter = new TriggerCounter();
  const ids = Array.from({ length: 65_537 }, () => counter.next());
  assert.deepEqual([ids[0], ids[65_534], ids[65_535], ids[65_536]], [1, 65_535, 0, 1]);
  assert.equal(new Set(ids).size, 65_536);
});

test('a command is a topic without a picture', () => {
  for (const topic of ['train', 'reset', 'pause', 'resume']) {
    assert.equal(isCommand({ topic }), true);
    assert.equal(isCommand({ topic, payload: 'now' }), true);
    assert.equal(isCommand({ topic, payload: Buffer.alloc(1) }), false);
    assert.equal(isCommand({ topic, frame: {} }), false);
  }
  assert.equal(isCommand({ topic: 'stop' }), false);
  assert.equal(isCommand({}), false);
});

// As a flow written by hand may have it.
const options = (def: object) =>
  stationOptions(Object.assign({} as InspectDef, { id: 'node1' }, def), '/user');

test('missing properties take the editor’s defaults', () => {
  const { settings, limits, whileLearning } = options({});
  assert.deepEqual(settings, {
    station: 'node1',
    storeDirectory: '/user/sroc-inspection',
    backbone: 'resnet50',
    inputSize: 224,
    region: { left: 0, top: 0, width: 1, height: 1 },
    windowSize: 200,
    falseRejectTarget: 0.01,
    refine: true,
    removalCap: 0.4,
    rejectLimit: 1000,
    rejectMegabytes: 1000,
  });
  assert.deepEqual([limits, whileLearning], [{ deadlineMs: 0, frames: 50, megabytes: 200 }, 'reject']);
});

test('whatever the properties hold, the options stay within their limits', () => {
  const value = fc.oneof(fc.anything(), fc.double(), fc.integer().map(String));
  const names = ['windowSize', 'inputSize', 'roiLeft', 'roiTop', 'roiWidth', 'roiHeight', 'removalCap'];
  const more = [
    'falseRejectTarget',
    'deadlineMs',
    'queueLimit',
    'queueMegabytes',
    'rejectLimit',
    'rejectMegabytes',
    'backbone',
    'whileLearning',
  ];
  const def = fc.record(Object.fromEntries([...names, ...more].map((name) => [name, value])));
  fc.assert(
    fc.property(def, (given) => {
      const { settings, limits } = options(given);
      const { region, inputSize, windowSize, falseRejectTarget, removalCap } = settings;
      assert.ok(inputSize % 32 === 0 && inputSize >= 128 && inputSize <= 512);
      assert.ok(Number.isInteger(windowSize) && windowSize >= 20 && windowSize <= 1000);
      assert.ok(region.left >= 0 && region.width > 0 && region.left + region.width <= 1 + 1e-9);
      assert.ok(region.top >= 0 && region.height > 0 && region.top + region.height <= 1 + 1e-9);
      assert.ok(falseRejectTarget >= 0.0001 && falseRejectTarget <= 0.2);
      assert.ok(removalCap >= 0 && removalCap <= 0.5);
      assert.ok(Number.isInteger(settings.rejectLimit) && settings.rejectLimit >= 1);
      assert.ok(settings.rejectMegabytes >= 1);
      assert.ok(limits.frames >= 1 && limits.megabytes >= 1 && limits.deadlineMs >= 0);
    }),
  );
});
