import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAsync } from 'mqtt';
import { covers, startBroker } from '../../demo/broker';

test('a topic filter covers what MQTT says it covers', () => {
  for (const filter of [
    'demo/line1/camera',
    'demo/+/camera',
    'demo/#',
    '#',
    '+/+/+',
    'demo/line1/camera/#',
  ]) {
    assert.equal(covers(filter, 'demo/line1/camera'), true, filter);
  }
  for (const filter of ['demo/line1', 'demo/line2/camera', 'demo/+', '+/+', 'demo/line1/camera/+']) {
    assert.equal(covers(filter, 'demo/line1/camera'), false, filter);
  }
});

test('the broker says when somebody waits for a topic, and is gone after close', async () => {
  const broker = await startBroker('127.0.0.1', 0);
  const awaited = broker.awaited('demo/line1/camera');
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0 });
  await client.subscribeAsync('demo/+/camera');
  await awaited;
  const closed = new Promise((done) => client.once('close', () => done(undefined)));
  await broker.close();
  await closed;
  await client.endAsync(true);
  await assert.rejects(
    connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0, connectTimeout: 2000 }, false),
    /ECONNREFUSED/,
  );
});
