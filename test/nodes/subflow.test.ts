import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import RED from 'node-red';
import type { Verdict } from '../../models/verdict';
import type * as Stations from '../../nodes/inspect/stations';
import { type AedesBroker, startAedes } from '../brokers';
import { plate } from '../models/pictures';
import { statusIn, verdictIn } from './inspect-line';
import { type Outside, outside } from './mqtt-client';
import { verdictMessage } from './opcua/verdicts';
import { type FlowNode, startRuntime, type TestRuntime, tabWithCatch } from './runtime';
import { lineInstance, lineSubflow } from './subflow-line';

let runtime: TestRuntime;
let broker: AedesBroker;
let client: Outside;
before(async () => {
  [runtime, broker] = await Promise.all([startRuntime({ srocMqttReconnectFirst: 20 }), startAedes()]);
  client = await outside(broker.port, ['+/verdict', '+/status']);
});
after(async () => {
  await runtime.stop();
  await client.end();
  await broker.close();
});

// The built module that Node-RED has loaded, to reach the stations.
const { runningStations }: typeof Stations = require('../../dist/nodes/inspect/stations.js');

const north = () => lineInstance('north', 20);
const south = () => lineInstance('south', 25);
const flow = (...lines: FlowNode[][]): FlowNode[] => [
  ...tabWithCatch,
  { id: 'broker', type: 'sroc-mqtt', host: '127.0.0.1', port: broker.port },
  ...lines.flat(),
];

const verdictsAt = (station: string): Verdict[] =>
  client.texts(`${station}/verdict`).map((text) => JSON.parse(text));
const verdictOf = (station: string, triggerId: number) =>
  client.heard.first(
    ({ topic, text }) => topic === `${station}/verdict` && JSON.parse(text).triggerId === triggerId,
  );
const triggersAt = (station: string) => verdictsAt(station).map(({ triggerId }) => triggerId);

async function shoot(station: string, triggerId: number): Promise<void> {
  const image = (await plate(triggerId)).toString('base64');
  await client.client.publishAsync(`${station}/camera`, JSON.stringify({ triggerId, image }), { qos: 1 });
  await verdictOf(station, triggerId);
}

/** Deploys, and lets both stations send a verdict in the turn in which Node-RED stops their nodes, before it does. */
async function deployWhileJudging(nodes: FlowNode[], triggerId: number, type: 'full' | 'flows' | 'nodes') {
  RED.events.prependOnceListener('flows:stopping', () => {
    for (const { station } of runningStations()) station.deliver([verdictMessage(triggerId), null, null]);
  });
  await runtime.deploy(nodes, type);
  for (const station of ['north', 'south']) await verdictOf(station, triggerId);
}

async function listed(): Promise<[string, string][]> {
  const answer = await fetch(`${runtime.url}/sroc-inspection/overview`);
  const { stations }: { stations: { station: string; nodeId: string }[] } = await answer.json();
  return stations.map(({ station, nodeId }) => [station, nodeId]);
}

const metrics = async () => (await fetch(`${runtime.url}/sroc-inspection/metrics`)).text();

test('a line in a subflow that is used twice is two lines, each with its own settings', async () => {
  await runtime.deploy(flow(lineSubflow(), north(), south()));
  for (const station of ['north', 'south']) {
    await runtime.statuses(`${station}-camera`).first(({ fill }) => fill === 'green');
    await shoot(station, 1);
  }
  await shoot('south', 2);
  assert.deepEqual([triggersAt('north'), triggersAt('south')], [[1], [1, 2]]);
  assert.deepEqual(
    ['north', 'south'].map((station) => verdictsAt(station).at(-1)?.reason),
    ['learning: frame 1 of 20', 'learning: frame 2 of 25'],
  );
  assert.deepEqual(await listed(), [
    ['north', 'north-inspect'],
    ['south', 'south-inspect'],
  ]);
  await runtime.statuses('north').first(({ text }) => text === 'collecting 1/20');
  await runtime.statuses('south').first(({ text }) => text === 'collecting 2/25');
});

test('no redeploy of a subflow loses a verdict or sends one twice', async () => {
  const changed = lineSubflow({ falseRejectTarget: 2 });
  await deployWhileJudging(flow(changed, north(), south()), 11, 'nodes');
  await deployWhileJudging(flow(lineSubflow(), north(), south()), 12, 'flows');
  await deployWhileJudging(flow(changed, north(), south()), 13, 'full');
  for (const station of ['north', 'south']) await shoot(station, 14);
  // Not even at a node that takes nothing once it has begun to close.
  const seen = runtime.messages('north-seen').all.map((message) => verdictIn(message).triggerId);
  assert.deepEqual(seen, [1, 11, 12, 13, 14]);
  assert.deepEqual(triggersAt('north'), [1, 11, 12, 13, 14]);
  assert.deepEqual(triggersAt('south'), [1, 2, 11, 12, 13, 14]);
});

test('an instance that is deleted says so, and leaves nothing behind', async () => {
  await runtime.deploy(flow(lineSubflow(), north(), south().slice(1)), 'nodes');
  const told = await runtime.messages('south-told').first((message) => statusIn(message).state === 'paused');
  assert.match(statusIn(told).text, /^removed/);
  assert.deepEqual(await listed(), [['north', 'north-inspect']]);
  assert.match(await metrics(), /node="north-plc"/);
  assert.doesNotMatch(await metrics(), /node="south-plc"/);
  const disabled = lineSubflow().map((node) => (node.id === 'plc' ? { ...node, d: true } : node));
  await runtime.deploy(flow(disabled, north()), 'nodes');
  assert.doesNotMatch(await metrics(), /node="north-plc"/);
});
