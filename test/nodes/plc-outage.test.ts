import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { freePort, startAedes } from '../brokers';
import { Closing } from './closing';
import { type Outside, outside } from './mqtt-client';
import { onVerdict, plcFlow, verdictOf, verdictsOf } from './plc-flow';
import { startProxy } from './proxy';
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

async function plc(port: number): Promise<Outside> {
  const client = await outside(port, ['line1/#']);
  closing.keep({ close: () => client.end() });
  return client;
}

test('verdicts of an outage are published once each, in order and marked late; one error, one line on return', async () => {
  const broker = closing.keep(await startAedes());
  const proxy = closing.keep(await startProxy(broker.port));
  const client = await plc(broker.port);
  const { nodes, id, shows, errors, done } = plcFlow(runtime, proxy.port);
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
  const verdicts = verdictsOf(client);
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
  const broker = closing.keep(await startAedes());
  const proxy = closing.keep(await startProxy(broker.port));
  const client = await plc(broker.port);
  const { nodes, id, shows, done } = plcFlow(runtime, proxy.port);
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
  const verdicts = verdictsOf(client);
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
  const broker = closing.keep(await startAedes());
  const proxy = closing.keep(await startProxy(broker.port));
  const client = await plc(broker.port);
  const { nodes, id, shows, errors, done } = plcFlow(runtime, proxy.port, { queueLimit: 3 });
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
    verdictsOf(client).map((one) => one.triggerId),
    [3, 4, 5],
  );
  await shows('connected, 2 verdicts lost');
  const late = await outside(broker.port, ['line1/verdict/dropped']);
  closing.keep({ close: () => late.end() });
  assert.equal((await late.heard.first()).retain, true);
});

for (const type of ['full', 'nodes'] as const) {
  test(`a redeploy (${type}) loses no verdict that waits`, async () => {
    const broker = closing.keep(await startAedes());
    const proxy = closing.keep(await startProxy(broker.port));
    const client = await plc(broker.port);
    const { nodes, id, shows, done } = plcFlow(runtime, proxy.port);
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
      verdictsOf(client).map((one) => [one.triggerId, one.late]),
      [1, 2, 3].map((trigger) => [trigger, true]),
    );
  });
}

test('what waits for a station that is removed is told, not silently lost', async () => {
  const { nodes, id, shows } = plcFlow(runtime, await freePort());
  await runtime.deploy(nodes);
  await shows('no broker at');
  runtime.inject(id, { payload: verdict(1) });
  await runtime.deploy(nodes.filter((node) => node.id !== id));
  await runtime.log.first(
    ({ msg }) => msg === 'This station was removed with 1 verdicts that never reached the broker.',
  );
});

test('so is what waits when the broker is deleted before the station, and then nothing is left of it', async () => {
  const { nodes, id, shows, done } = plcFlow(runtime, await freePort());
  await runtime.deploy(nodes);
  for (const trigger of [1, 2]) runtime.inject(id, { payload: verdict(trigger) });
  await done().count(2);
  await runtime.deploy(nodes.filter((node) => node.id !== 'broker'));
  await shows('no broker');
  await runtime.deploy([]);
  await runtime.log.first(
    ({ msg }) => msg === 'This station was removed with 2 verdicts that never reached the broker.',
  );
  const metrics = await (await fetch(`${runtime.url}/sroc-inspection/metrics`)).text();
  assert.ok(!metrics.includes(`node="${id}"`), metrics);
});

test('a broker that does not answer does not hold a deploy up', async () => {
  const broker = closing.keep(await startAedes());
  const proxy = closing.keep(await startProxy(broker.port));
  const { nodes, id, shows } = plcFlow(runtime, proxy.port);
  await runtime.deploy(nodes);
  await shows('connected');
  proxy.silence();
  runtime.inject(id, { payload: verdict(1) });
  const begun = performance.now();
  await runtime.deploy([]);
  // The node itself takes 600 ms at most; Node-RED would give it 15 s.
  assert.ok(performance.now() - begun < 5000);
});
