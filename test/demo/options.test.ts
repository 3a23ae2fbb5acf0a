import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoOptions } from '../../demo/options';
import { Sentence } from '../../demo/sentence';

const sentence = (pattern: RegExp) => (error: unknown) =>
  error instanceof Sentence && pattern.test(error.message);

test('without any wish the demo keeps to this machine and its usual ports', () => {
  assert.deepEqual(demoOptions([], {}, '/project'), {
    host: '127.0.0.1',
    port: 1880,
    mqttPort: 1883,
    opcuaPort: 4840,
    frames: undefined,
    contamination: 0.1,
    seed: 1,
    rate: 5,
    window: undefined,
    defectRate: 0.08,
    directory: '/project/.demo',
    link: false,
  });
});

test('environment and options are taken', () => {
  const env = { HOST: '0.0.0.0', PORT: '2880', MQTT_PORT: '2883' };
  const given = demoOptions(['--frames', 'nuts', '--contamination=0.2', '--window', '40'], env, '/project');
  assert.equal(given.host, '0.0.0.0');
  assert.equal(given.port, 2880);
  assert.equal(given.mqttPort, 2883);
  assert.equal(given.frames, 'nuts');
  assert.equal(given.contamination, 0.2);
  assert.equal(given.window, 40);
});

test('an unknown option or a value out of range is a sentence', () => {
  assert.throws(() => demoOptions(['--speed', '3'], {}, ''), sentence(/Unknown option '--speed'/));
  assert.throws(
    () => demoOptions([], { PORT: '70000' }, ''),
    sentence(/PORT is "70000"; .* from 1 to 65535/),
  );
  assert.throws(
    () => demoOptions(['--window', '3'], {}, ''),
    sentence(/--window is "3"; .* whole number from 20/),
  );
  assert.throws(() => demoOptions(['--rate', ''], {}, ''), sentence(/--rate is ""; it must be a number/));
});
