import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { freePort, startAedes, startMosquitto } from '../brokers';
import { type Outside, outside } from './mqtt-client';
import { startProxy } from './proxy';
import { type FlowNode, startRuntime, type TestRuntime, tabWithCatch } from './runtime';
import { stationStatus, verdict } from './verdicts';

let runtime: TestRuntime;
const open: { close(): Promise<void> }[] = [];

before(async () => {
  runtime = await startRuntime({ srocMqttReconnectFirst: 20, srocMqttReconnectLongest: 50 });
});
after(() => runtime.stop());
afterEach(async () => {
  await runtime.deploy([]);
  for (const one of open.splice(0).reverse()) await one.close();
});

/** Closed after the test. */
function kept<T extends { close(): Promise<void> }>(one: T): T {
  open.push(one);
  return one;
}

async function plc(port: number, options = {}): Promise<Outside> {
  const client = await outside(port, ['line1/#'], options);
  open.push({ close: () => client.end() });
  return client;
}

let flows = 0;

/** A PLC node with an id of its own, so that one test keeps nothing for the next. */
function flow(port: number, node: Record<string, unknown> = {}, settings: Record<string, unknown> = {}) {
  const id = `plc${++flows}`;
  const done = `done${flows}`;
  const nodes: FlowNode[] = [
    ...tabWithCatch.map((one) => (one.id === 'catch' ? { ...one, wires: [[`errors-${id}`]] } : one)),
    { id: `errors-${id}`, type: 'test-sink', z: 'tab' },
    { id: 'broker', type: 'sroc-mqtt', host: '127.0.0.1', port, ...settings },
    {
      id,
      type: 'sroc-plc-mqtt',
      z: 'tab',
      broker: 'broker',
      topic: 'line1/verdict',
      statusTopic: 'line1/status',
      ...node,
    },
    { id: 'complete', type: 'complete', z: 'tab', scope: [id], wires: [[done]] },
    { id: done, type: 'test-sink', z: 'tab' },
  ];
  const shows = (text: string) =>
    runtime.statuses(id).first((status) => status.text?.includes(text) === true);
  const errors = () =>
    runtime.messages(`errors-${id}`).all.map(({ error }) => (error as { message: string }).message);
  return { nodes, id, shows, errors, done: () => runtime.messages(done) };
}

const onVerdict = ({ topic }: { topic: string }) => topic === 'line1/verdict';
const parsed = (texts: string[]) => texts.map((text) => JSON.parse(text));
/** Resolves when the verdict of this trigger has been heard. */
const verdictOf = (client: Outside, triggerId: number) =>
  client.heard.first((one) => onVerdict(one) && JSON.parse(one.text).triggerId === triggerId);

for (const protocolVersion of [4, 5] as const) {
  test(`with MQTT ${protocolVersion} verdicts and status reach mosquitto, and offline when the node goes`, async () => {
    const broker = kept(await startMosquitto());
    const { nodes, id, shows, errors, done } = flow(broker.port, {}, { protocolVersion });
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
  const broker = kept(await startAedes());
  const client = await plc(broker.port);
  const { nodes, id } = flow(broker.port, { statusFormat: 'json' });
  await runtime.deploy(nodes);
  await client.heard.first(({ text }) => text === '{"state":"online"}');
  const status = stationStatus('collecting 40/60');
  runtime.inject(id, { topic: 'status', payload: status });
  await client.heard.first(({ text }) => text === JSON.stringify(status));
  await runtime.deploy([]);
  await client.heard.first(({ text }) => text === '{"state":"offline"}');
});

test('one topic a field, the result id last', async () => {
  const broker = kept(await startAedes());
  const client = await plc(broker.port);
  const { nodes, id, shows } = flow(broker.port, { format: 'fields', statusTopic: '', retain: true });
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
    late: 'false',
    resultId: 'result-9',
  });
  const later = await outside(broker.port, ['line1/verdict/pass']);
  open.push({ close: () => later.end() });
  assert.equal((await later.heard.first()).retain, true);
});

test('verdicts of an outage are published once each, in order and marked late; one error, one line on return', async () => {
  const broker = kept(await startAedes());
  const proxy = kept(await startProxy(broker.port));
  const client = await plc(broker.port);
  const { nodes, id, shows, errors, done } = flow(proxy.port);
  await runtime.deploy(nodes);
  await shows('connected');
  runtime.inject(id, { payload: verdict(1) });
  await done().count(1);
  proxy.cut();
  await shows('closed the connection');
  for (let trigger = 2; trigger <= 40; trigger++) runtime.inject(id, { payload: verdict(trigger) });
  await done().count(40);
  await shows('39 verdicts wait');
  runtime.inject(id, { topic: 'status', payload: stationStatus('inspecting 99 % pass') });
  const linesBefore = runtime.log.all.length;
  proxy.mend();
  await verdictOf(client, 40);
  runtime.inject(id, { payload: verdict(41) });
  await verdictOf(client, 41);
  const verdicts = parsed(client.texts('line1/verdict'));
  const late = Array.from({ length: 39 }, (_, index) => [index + 2, true]);
  assert.deepEqual(
    verdicts.map((one) => [one.triggerId, one.late]),
    [[1, undefined], ...late, [41, undefined]],
  );
  assert.deepEqual(verdicts[1], { ...verdict(2), late: true });
  assert.deepEqual(client.texts('line1/status'), ['online', 'offline', 'inspecting 99 % pass']);
  assert.equal(errors().length, 1);
  assert.match(errors()[0], /No connection to the MQTT broker: 127\.0\.0\.1:\d+ closed the connection/);
  const lines = runtime.log.all.slice(linesBefore).map(({ msg }) => msg);
  assert.deepEqual(
    lines.filter((line) => /broker/.test(line)),
    [`The connection to the MQTT broker 127.0.0.1:${proxy.port} is back.`],
  );
});

test('a verdict that the broker took without our knowing comes again, late, with the same result id', async () => {
  const broker = kept(await startAedes());
  const proxy = kept(await startProxy(broker.port));
  const client = await plc(broker.port);
  const { nodes, id, shows, done } = flow(proxy.port);
  await runtime.deploy(nodes);
  await shows('connected');
  proxy.silence();
  runtime.inject(id, { payload: verdict(1) });
  await verdictOf(client, 1);
  proxy.cut();
  await done().count(1);
  proxy.mend();
  await client.heard.first((one) => onVerdict(one) && one.text.includes('"late":true'));
  runtime.inject(id, { payload: verdict(2) });
  await verdictOf(client, 2);
  const verdicts = parsed(client.texts('line1/verdict'));
  assert.deepEqual(
    verdicts.map((one) => [one.resultId, one.late]),
    [
      ['result-1', undefined],
      ['result-1', true],
      ['result-2', undefined],
    ],
  );
});

test('when more wait than may, the oldest go: counted, told once, and published', async () => {
  const broker = kept(await startAedes());
  const proxy = kept(await startProxy(broker.port));
  const client = await plc(broker.port);
  const { nodes, id, shows, errors, done } = flow(proxy.port, { queueLimit: 3 });
  await runtime.deploy(nodes);
  await shows('connected');
  proxy.cut();
  await shows('closed the connection');
  for (const trigger of [1, 2, 3, 4, 5]) runtime.inject(id, { payload: verdict(trigger) });
  await done().count(5);
  await shows('3 verdicts wait, 2 verdicts lost');
  assert.equal(errors().length, 2);
  assert.match(errors()[1], /More than 3 verdicts for line1\/verdict wait .* oldest/);
  proxy.mend();
  await verdictOf(client, 5);
  const dropped = await client.heard.first(({ topic }) => topic === 'line1/verdict/dropped');
  assert.equal(dropped.text, '2');
  assert.deepEqual(
    parsed(client.texts('line1/verdict')).map((one) => one.triggerId),
    [3, 4, 5],
  );
  await shows('connected, 2 verdicts lost');
  const late = await outside(broker.port, ['line1/verdict/dropped']);
  open.push({ close: () => late.end() });
  assert.equal((await late.heard.first()).retain, true);
});

for (const type of ['full', 'nodes'] as const) {
  test(`a redeploy (${type}) loses no verdict that waits`, async () => {
    const broker = kept(await startAedes());
    const proxy = kept(await startProxy(broker.port));
    const client = await plc(broker.port);
    const { nodes, id, shows, done } = flow(proxy.port);
    await runtime.deploy(nodes);
    await shows('connected');
    proxy.cut();
    await shows('closed the connection');
    for (const trigger of [1, 2, 3]) runtime.inject(id, { payload: verdict(trigger) });
    await done().count(3);
    await runtime.deploy(
      nodes.map((node) => (node.id === id ? { ...node, name: 'renamed' } : node)),
      type,
    );
    proxy.mend();
    await verdictOf(client, 3);
    assert.deepEqual(
      parsed(client.texts('line1/verdict')).map((one) => [one.triggerId, one.late]),
      [1, 2, 3].map((trigger) => [trigger, true]),
    );
  });
}

test('what waits for a station that is removed is told, not silently lost', async () => {
  const { nodes, id, shows } = flow(await freePort());
  await runtime.deploy(nodes);
  await shows('no broker at');
  runtime.inject(id, { payload: verdict(1) });
  await runtime.deploy(nodes.filter((node) => node.id !== id));
  await runtime.log.first(
    ({ msg }) => msg === 'This station was removed with 1 verdicts that never reached the broker.',
  );
});

test('a message that is no verdict ends in an error that says what to wire', async () => {
  const broker = kept(await startAedes());
  const { nodes, id, errors } = flow(broker.port);
  await runtime.deploy(nodes);
  const bad = [
    { payload: 'good' },
    { payload: null },
    { payload: { pass: true } },
    { topic: 'status', payload: 'x' },
  ];
  for (const message of bad) runtime.inject(id, message);
  await runtime.messages(`errors-${id}`).count(4);
  for (const error of errors()) assert.match(error, /is neither a verdict of sroc-inspect nor/);
});

test('the heartbeat counts on its topic', async () => {
  const broker = kept(await startAedes());
  const client = await plc(broker.port);
  const { nodes } = flow(broker.port, { statusTopic: '', heartbeatMs: 10 });
  await runtime.deploy(nodes);
  const [first, second, third] = await client.heard.count(3);
  assert.equal(first.topic, 'line1/verdict/heartbeat');
  assert.deepEqual(
    [second.text, third.text],
    [String(Number(first.text) + 1), String(Number(first.text) + 2)],
  );
});

test('a broker that does not answer does not hold a deploy up', async () => {
  const broker = kept(await startAedes());
  const proxy = kept(await startProxy(broker.port));
  const { nodes, id, shows } = flow(proxy.port);
  await runtime.deploy(nodes);
  await shows('connected');
  proxy.silence();
  runtime.inject(id, { payload: verdict(1) });
  const begun = performance.now();
  await runtime.deploy([]);
  // The node itself takes 600 ms at most; Node-RED would give it 15 s.
  assert.ok(performance.now() - begun < 5000);
});
