import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAedes } from '../brokers';
import { Closing } from './closing';
import { readExposition, total } from './exposition-reader';
import { flowOf, frame, frames, station, statusOf, verdicts } from './inspect-line';
import { outside } from './mqtt-client';
import { startRuntime, type TestRuntime } from './runtime';

let runtime: TestRuntime;
const closing = new Closing();

before(async () => {
  // Anybody may deploy here; what a person needs a token for is what is tested.
  const user = { username: 'engineer', permissions: ['sroc-inspect.read'] };
  runtime = await startRuntime({
    adminAuth: {
      type: 'credentials',
      users: [],
      tokens: async (token: string) => (token === 'secret' ? user : null),
      default: async () => ({ anonymous: true, permissions: ['flows.write', 'settings.read'] }),
    },
  });
});
after(async () => {
  await runtime.stop();
  await closing.all();
});

const metrics = (headers = {}) => fetch(`${runtime.url}/sroc-inspection/metrics`, { headers });

test('every frame is counted once from its arrival to the PLC, and only for those who may read it', async () => {
  const broker = closing.keep(await startAedes());
  const client = await outside(broker.port, ['line/#']);
  closing.keep({ close: () => client.end() });
  const plc = {
    id: 'plc',
    type: 'sroc-plc-mqtt',
    z: 'tab',
    name: 'press',
    broker: 'broker',
    topic: 'line/verdict',
  };
  await runtime.deploy([
    { id: 'broker', type: 'sroc-mqtt', host: '127.0.0.1', port: broker.port },
    plc,
    ...flowOf(
      station('line "1"', {
        id: 'line',
        queueLimit: 3,
        wires: [['line-verdicts', 'plc'], [], ['line-status']],
      }),
    ),
    ...['verdicts', 'status'].map((output) => ({ id: `line-${output}`, type: 'test-sink', z: 'tab' })),
  ]);
  for (const message of await frames(1, 20)) {
    runtime.inject('line', message);
    await verdicts(runtime, 'line', Number((message.frame as { triggerId: number }).triggerId));
  }
  await statusOf(runtime, 'line', ({ state }) => state === 'inspecting');

  runtime.inject('line', await frame(21));
  await verdicts(runtime, 'line', 21);
  runtime.inject('line', { payload: Buffer.from('no picture') });
  runtime.inject('line', { payload: 7 });
  runtime.inject('line', { ...(await frame(22)), frame: { triggerId: 70_000 } });
  await verdicts(runtime, 'line', 24);
  for (const message of await frames(30, 49)) runtime.inject('line', message);
  await verdicts(runtime, 'line', 44);
  runtime.inject('line', { topic: 'pause' });
  runtime.inject('line', await frame(50));
  await client.heard.count(45);
  const paused = await statusOf(runtime, 'line', ({ counts }) => counts.undecidedBy.paused === 1);

  const { received, ok, notOk, learning, undecided, undecidedBy } = paused.counts;
  assert.equal(received, 45);
  assert.equal(received, ok + notOk + learning + undecided);
  assert.equal(learning, 20);
  const { overflow = 0 } = undecidedBy;
  assert.ok(overflow >= 10);
  assert.deepEqual(undecidedBy, { undecodable: 1, 'no-picture': 1, identity: 1, overflow, paused: 1 });

  assert.equal((await metrics()).status, 401);
  assert.equal((await metrics({ Authorization: 'Bearer wrong' })).status, 401);
  const answer = await metrics({ Authorization: 'Bearer secret' });
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain;.*version=0\.0\.4/);
  const samples = readExposition(await answer.text());
  const mine = { station: 'line "1"' };
  assert.equal(total(samples, 'sroc_frames_received_total', mine), 45);
  assert.equal(total(samples, 'sroc_verdicts_total', mine), 45);
  assert.equal(total(samples, 'sroc_verdicts_total', { ...mine, evaluation: 'learning' }), 20);
  assert.equal(total(samples, 'sroc_frames_unjudged_total', { ...mine, cause: 'overflow' }), overflow);
  assert.equal(total(samples, 'sroc_frames_unjudged_total', mine), undecided);
  assert.equal(total(samples, 'sroc_frames_pending', mine), 0);
  assert.equal(total(samples, 'sroc_verdict_latency_seconds_count', mine), 45);
  assert.equal(total(samples, 'sroc_engine_restarts_total'), 0);
  const press = { node: 'plc', name: 'press' };
  assert.equal(total(samples, 'sroc_plc_verdicts_received_total', press), 45);
  assert.equal(total(samples, 'sroc_plc_verdicts_delivered_total', press), 45);
  assert.equal(total(samples, 'sroc_plc_verdicts_lost_total', press), 0);
});
