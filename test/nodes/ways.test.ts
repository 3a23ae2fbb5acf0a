import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type * as Stations from '../../nodes/inspect/stations';
import { station, verdictIn } from './inspect-line';
import { verdictMessage } from './opcua/verdicts';
import { type FlowNode, startRuntime, type TestRuntime, tabWithCatch } from './runtime';

let runtime: TestRuntime;
before(async () => {
  runtime = await startRuntime();
});
after(() => runtime.stop());

// The built module that Node-RED has loaded, to reach the stations.
const { runningStations }: typeof Stations = require('../../dist/nodes/inspect/stations.js');

const z = 'tab';
const sink = (id: string, name: string, place = z): FlowNode => ({ id, type: 'test-sink', z: place, name });

/** An inspect node with wires to sinks that have this name, and to one that is never changed. */
const flow = (name: string): FlowNode[] => [
  ...tabWithCatch,
  station('line', { wires: [['plain', 'goes-on', 'out', 'knot', 'sub'], [], []] })[0],
  sink('plain', name),
  sink('goes-on', 'always the same'),
  { id: 'out', type: 'link out', z, mode: 'link', links: ['in'], wires: [] },
  { id: 'in', type: 'link in', z, links: ['out'], wires: [['linked']] },
  sink('linked', name),
  { id: 'knot', type: 'junction', z, wires: [['knotted']] },
  sink('knotted', name),
  { id: 'def', type: 'subflow', name: 'def', in: [{ wires: [{ id: 'inside' }] }], out: [], env: [] },
  sink('inside', 'in the subflow', 'def'),
  { id: 'sub', type: 'subflow:def', z, name, wires: [] },
];

/** The station sends a verdict in every turn, until `stop` is called, which tells how many there were. */
function stream(): { stop(): number } {
  let [last, isOver] = [0, false];
  const next = () => {
    if (isOver) return;
    last += 1;
    for (const { station: one } of runningStations()) one.deliver([verdictMessage(last), null, null]);
    setImmediate(next);
  };
  next();
  return {
    stop() {
      isOver = true;
      return last;
    },
  };
}

test('what is stopped gets every message once, over links, junctions and into subflows, and what goes on as well', async () => {
  await runtime.deploy(flow('first'));
  const verdicts = stream();
  for (const name of ['second', 'third', 'fourth']) await runtime.deploy(flow(name), 'nodes');
  const last = verdicts.stop();
  const wanted = Array.from({ length: last }, (_, index) => index + 1);
  for (const id of ['plain', 'goes-on', 'linked', 'knotted', 'sub-inside']) {
    const seen = await runtime.messages(id).count(last, 5000);
    const triggers = seen.map((message) => verdictIn(message).triggerId);
    assert.deepEqual(
      triggers.sort((a, b) => a - b),
      wanted,
      id,
    );
    assert.equal(runtime.messages(id).all.length, last, id);
  }
});
