import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Broker, startAedes } from '../brokers';
import { type Outside, outside } from './mqtt-client';
import { type FlowNode, type Message, startRuntime, type TestRuntime, tabWithCatch } from './runtime';

const JPEG = Buffer.from('ffd8ffe000104a4649460001', 'hex');
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

async function camera(broker: Broker, options = {}): Promise<Outside> {
  const client = await outside(broker.port, [], options);
  open.push({ close: () => client.end() });
  return client;
}

let flows = 0;

/** A camera node with a sink of its own, so that one test does not see what another got. */
function flow(broker: Broker, node: Record<string, unknown>, settings: Record<string, unknown> = {}) {
  const sink = `frames${++flows}`;
  const id = `camera${flows}`;
  const nodes: FlowNode[] = [
    ...tabWithCatch,
    { id: 'broker', type: 'sroc-mqtt', host: '127.0.0.1', port: broker.port, ...settings },
    { id, type: 'sroc-camera-mqtt', z: 'tab', broker: 'broker', wires: [[sink]], ...node },
    { id: sink, type: 'test-sink', z: 'tab' },
  ];
  return { nodes, id, frames: () => runtime.messages(sink) };
}

const connected = (id: string) =>
  runtime.statuses(id).first(({ text }) => text?.startsWith('connected') === true);
const frameOf = (message: Message) => message.frame as Record<string, unknown>;

test('frames of several cameras come through a wildcard, with the trigger id in the topic', async () => {
  const broker = kept(await startAedes());
  const { nodes, id, frames } = flow(broker, {
    topic: 'plant/+/camera/#',
    triggerIdFrom: 'topic',
    triggerIdKey: '-1',
    partIdFrom: 'topic',
    partIdKey: '2',
  });
  await runtime.deploy(nodes);
  await connected(id);
  const { client } = await camera(broker);
  await client.publishAsync('plant/line1/camera/17', JPEG, { qos: 1 });
  await client.publishAsync('plant/line1/other/18', JPEG, { qos: 1 });
  await client.publishAsync('plant/line2/camera/x/65535', JPEG, { qos: 1 });
  const [first, second] = await frames().count(2);
  assert.deepEqual(first.payload, JPEG);
  assert.equal(first.topic, 'plant/line1/camera/17');
  assert.equal(frameOf(first).triggerId, 17);
  assert.equal(frameOf(first).partId, 'line1');
  assert.equal(frameOf(first).source, 'plant/line1/camera/17');
  assert.equal(frameOf(second).triggerId, 65535);
  assert.equal(frameOf(second).partId, 'line2');
});
