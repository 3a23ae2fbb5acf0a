import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DataType } from 'node-opcua';
import RED from 'node-red';
import type { Verdict } from '../../models/verdict';
import type * as Stations from '../../nodes/inspect/stations';
import { type AedesBroker, startAedes } from '../brokers';
import { nodeIdOf, TestServer } from '../opcua-server';
import { flowOf, station, verdictIn } from './inspect-line';
import { outside } from './mqtt-client';
import { verdictMessage } from './opcua/verdicts';
import { type FlowNode, startRuntime, type TestRuntime } from './runtime';

let runtime: TestRuntime;
let broker: AedesBroker;
let server: TestServer;

before(async () => {
  [runtime, broker, server] = await Promise.all([
    startRuntime({ srocMqttReconnectFirst: 20 }),
    startAedes(),
    TestServer.start(),
  ]);
});
after(async () => {
  await runtime.stop();
  await Promise.all([broker.close(), server.stop()]);
});

// The built module that Node-RED has loaded, to reach the stations.
const { runningStations }: typeof Stations = require('../../dist/nodes/inspect/stations.js');

/** An inspect node wired to the PLC node `plc`, which has this name. */
const line = (name: string, plc: Record<string, unknown>, config: FlowNode): FlowNode[] => [
  ...flowOf(station('line', { wires: [['plc'], [], []] })),
  config,
  { id: 'plc', type: '', z: 'tab', name, wires: [['delivered']], ...plc },
  { id: 'delivered', type: 'test-sink', z: 'tab' },
];

/** Deploys, and does something in the turn in which Node-RED stops the nodes, before it does. */
async function deployWhile(flow: FlowNode[], act: () => void): Promise<void> {
  RED.events.prependOnceListener('flows:stopping', act);
  await runtime.deploy(flow, 'nodes');
}

/** The station sends a verdict now. */
function judge(triggerId: number): void {
  for (const { station: one } of runningStations()) one.deliver([verdictMessage(triggerId), null, null]);
}

test('a verdict sent in the turn in which a deploy stops the PLC node is published once (MQTT)', async (context) => {
  const config = { id: 'config', type: 'sroc-mqtt', host: '127.0.0.1', port: broker.port };
  const plc = { type: 'sroc-plc-mqtt', broker: 'config', topic: 'verdict', statusTopic: 'status' };
  const client = await outside(broker.port, ['verdict']);
  context.after(() => client.end());
  const heard = async (triggerId: number) =>
    client.heard.first(({ text }) => JSON.parse(text).triggerId === triggerId);
  await runtime.deploy(line('one', plc, config));
  judge(1);
  await heard(1);
  await deployWhile(line('two', plc, config), () => judge(2));
  await heard(2);
  judge(3);
  await heard(3);
  const seen = client.heard.all.map(({ text }): Verdict => JSON.parse(text));
  assert.deepEqual(
    seen.map(({ triggerId }) => triggerId),
    [1, 2, 3],
  );
  // What a flow repeats on purpose is not held back.
  judge(2);
  await client.heard.count(4);
});

test('a verdict sent in the turn in which a deploy stops the PLC node is written once (OPC UA)', async () => {
  const names = ['pass', 'valid', 'busy'];
  for (const name of names) server.variable(name, DataType.Boolean);
  const config = {
    id: 'config',
    type: 'sroc-opcua',
    endpoint: server.url,
    securityMode: 'None',
    securityPolicy: 'Basic256Sha256',
    authentication: 'anonymous',
  };
  const variables = Object.fromEntries(names.map((name) => [name, nodeIdOf(name)]));
  const plc = { type: 'sroc-plc-opcua', server: 'config', mode: 'latched', hold: 0, deadline: 0, variables };
  const delivered = runtime.messages('delivered');
  const arrived = (triggerId: number) =>
    delivered.first((message) => verdictIn(message).triggerId === triggerId);
  await runtime.deploy(line('one', plc, config));
  judge(11);
  await arrived(11);
  await deployWhile(line('two', plc, config), () => {
    // On its way to the server while the next one comes.
    runtime.inject('plc', verdictMessage(12));
    judge(13);
  });
  await arrived(13);
  judge(14);
  await arrived(14);
  assert.deepEqual(
    delivered.all.map((message) => verdictIn(message).triggerId),
    [11, 12, 13, 14],
  );
});
