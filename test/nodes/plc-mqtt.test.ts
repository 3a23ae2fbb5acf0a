import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startAedes, startMosquitto } from '../brokers';
import { Closing } from './closing';
import { type Outside, outside } from './mqtt-client';
import { plcFlow, verdictOf } from './plc-flow';
import { startRuntime, type TestRuntime } from './runtime';
import { stationStatus, verdict } from './verdicts';

let runtime: TestRuntime;
const closing = new Closing();

before(async () => {
  runtime = await startRuntime({ srocMqttReconnectFirst: 20, srocMqttReconnectLongest: 50 });
});
after(() => runtime.stop());
afterEach(async () => {
  await runtime.deploy([]);
  await closing.all();
});

async function plc(port: number, options = {}): Promise<Outside> {
  const client = await outside(port, ['line1/#'], options);
  closing.keep({ close: () => client.end() });
  return client;
}

for (const protocolVersion of [4, 5] as const) {
  test(`with MQTT ${protocolVersion} verdicts and status reach mosquitto, and offline when the node goes`, async () => {
    const broker = closing.keep(await startMosquitto());
    const { nodes, id, shows, errors, done } = plcFlow(runtime, broker.port, {}, { protocolVersion });
    await runtime.deploy(nodes);
    await shows('connected');
    runtime.inject(id, { topic: 'status', payload: stationStatus('collecting 40/60') });
    runtime.inject(id, { payload: verdict(7) });
    await done().count(2);
    const client = await plc(broker.port, { protocolVersion });
    const status = await client.heard.first(({ topic }) => topic === 'line1/status');
    assert.deepEqual([status.text, status.retain], ['collecting 40/60', true]);
    runtime.inject(id, { payload: verdict(8) });
    const heard = await verdictOf(client, 8);
    assert.deepEqual(JSON.parse(heard.text), verdict(8));
    assert.equal(heard.packet.qos, 1);
    assert.equal(heard.retain, false);
    await runtime.deploy([]);
    await client.heard.first(({ topic, text }) => topic === 'line1/status' && text === 'offline');
    assert.deepEqual(errors(), []);
  });
}

test('before the station says anything its status is online, as JSON where that is wanted', async () => {
  const broker = closing.keep(await startAedes());
  const client = await plc(broker.port);
  const { nodes, id } = plcFlow(runtime, broker.port, { statusFormat: 'json' });
  await runtime.deploy(nodes);
  await client.heard.first(({ text }) => text === '{"state":"online"}');
  const status = stationStatus('collecting 40/60');
  runtime.inject(id, { topic: 'status', payload: status });
  await client.heard.first(({ text }) => text === JSON.stringify(status));
  await runtime.deploy([]);
  await client.heard.first(({ text }) => text === '{"state":"offline"}');
});

test('one topic a field, the result id last', async () => {
  const broker = closing.keep(await startAedes());
  const client = await plc(broker.port);
  const { nodes, id, shows } = plcFlow(runtime, broker.port, {
    format: 'fields',
    statusTopic: '',
    retain: true,
  });
  await runtime.deploy(nodes);
  await shows('connected');
  runtime.inject(id, { payload: { ...verdict(9), modelId: null } });
  await client.heard.first(({ topic }) => topic === 'line1/verdict/resultId');
  const fields = client.heard.all.map(({ topic, text }) => [topic.replace('line1/verdict/', ''), text]);
  assert.deepEqual(Object.fromEntries(fields), {
    pass: 'true',
    evaluation: '1',
    score: '0.5',
    threshold: '1',
    rawScore: '12.25',
    reason: 'good',
    recipe: 'nut',
    modelId: 'null',
    triggerId: '9',
    partId: 'part-9',
    capturedAt: '2024-05-06T07:08:09.000Z',
    decidedAt: '2024-05-06T07:08:09.100Z',
    latencyMs: '100',
    cause: '',
    late: 'false',
    resultId: 'result-9',
  });
  const later = await outside(broker.port, ['line1/verdict/pass']);
  closing.keep({ close: () => later.end() });
  assert.equal((await later.heard.first()).retain, true);
});

test('a message that is no verdict ends in an error that says what to wire', async () => {
  const broker = closing.keep(await startAedes());
  const { nodes, id, caught, errors } = plcFlow(runtime, broker.port);
  await runtime.deploy(nodes);
  const bad = [
    { payload: 'good' },
    { payload: null },
    { payload: { pass: true } },
    { topic: 'status', payload: 'x' },
  ];
  for (const message of bad) runtime.inject(id, message);
  await caught.count(4);
  for (const error of errors()) assert.match(error, /is neither a verdict of sroc-inspect nor/);
});

test('the heartbeat counts on its topic', async () => {
  const broker = closing.keep(await startAedes());
  const client = await plc(broker.port);
  const { nodes } = plcFlow(runtime, broker.port, { statusTopic: '', heartbeatMs: 10 });
  await runtime.deploy(nodes);
  const [first, second, third] = await client.heard.count(3);
  assert.equal(first.topic, 'line1/verdict/heartbeat');
  assert.deepEqual(
    [second.text, third.text],
    [String(Number(first.text) + 1), String(Number(first.text) + 2)],
  );
});
