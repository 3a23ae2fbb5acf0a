import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { after, before, test } from 'node:test';
import RED from 'node-red';
import { mqttLines } from '../../bench/faults/line-flow';
import { type Broker, startAedes } from '../brokers';
import { type FlowNode, startRuntime, type TestRuntime } from './runtime';

let runtime: TestRuntime;
let broker: Broker;

before(async () => {
  broker = await startAedes();
  runtime = await startRuntime({ srocMqttReconnectFirst: 20 });
});
after(async () => {
  await runtime.stop();
  await broker.close();
});

/** Sockets, processes and timers of this process, and who listens to Node-RED and to the process itself. */
function held(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  for (const [place, emitter] of Object.entries({ 'Node-RED': RED.events, process })) {
    if (!(emitter instanceof EventEmitter)) continue;
    for (const name of emitter.eventNames()) counts[`${place} ${String(name)}`] = emitter.listenerCount(name);
  }
  return counts;
}

test('redeploys of every type leave no socket, process, timer or listener behind', async () => {
  const flow = mqttLines(['one', 'two'], broker.port);
  const named = (name: string): FlowNode[] => flow.map((node) => (node.z ? { ...node, name } : node));
  const deploys = async (count: number) => {
    for (let deploy = 0; deploy < count; deploy++) {
      const type = (['full', 'flows', 'nodes'] as const)[deploy % 3];
      const statuses = runtime.statuses('plc-two');
      const seen = new Set(statuses.all);
      await runtime.deploy(named(`deploy ${deploy}`), type);
      await statuses.first((status) => status.fill === 'green' && !seen.has(status));
    }
  };
  await deploys(6);
  const before = held();
  await deploys(15);
  const after = held();
  const grown = Object.entries(after).filter(([name, count]) => count > (before[name] ?? 0) + 1);
  assert.deepEqual(grown, [], JSON.stringify({ before, after }));
});
