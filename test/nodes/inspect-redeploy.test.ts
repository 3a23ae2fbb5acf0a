import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { IN_FLIGHT } from '../../models/host/station-queue';
import { Evaluation } from '../../models/verdict';
import type * as RuntimeHost from '../../nodes/inspect/runtime-host';
import { flowOf, frame, frames, station, statusIn, statusOf, verdicts, WINDOW } from './inspect-line';
import { startRuntime, type TestRuntime } from './runtime';

let runtime: TestRuntime;
before(async () => {
  runtime = await startRuntime();
});
after(() => runtime.stop());

// The built module that Node-RED has loaded, to reach the inference process.
const { acquireHost, releaseHost }: typeof RuntimeHost = require('../../dist/nodes/inspect/runtime-host.js');

/** Hands frames in and deploys while the inference process has them and cannot answer: it stands still meanwhile. */
async function deployUnder(id: string, from: number, to: number, deploy: () => Promise<void>): Promise<void> {
  const { pid } = acquireHost();
  releaseHost();
  assert.ok(pid);
  process.kill(pid, 'SIGSTOP');
  for (const message of await frames(from, to)) runtime.inject(id, message);
  await deploy();
  process.kill(pid, 'SIGCONT');
}

/** Each has one verdict and none has two: one more frame is answered behind them, and nothing else came. */
async function exactly(id: string, triggerIds: number[]): Promise<void> {
  const answered = await verdicts(runtime, id, triggerIds.length);
  assert.deepEqual(
    answered.map(({ triggerId }) => triggerId).sort((a, b) => a - b),
    triggerIds,
  );
  runtime.inject(id, await frame(9999));
  const all = await verdicts(runtime, id, triggerIds.length + 1);
  assert.equal(all[triggerIds.length].triggerId, 9999);
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('redeployed in the middle of collecting, refining and inspecting, no frame is lost and none doubled', async () => {
  const flow = flowOf(station('line'));
  await runtime.deploy(flow);
  runtime.inject('line', await frame(1));
  await verdicts(runtime, 'line', 1);
  // Collecting.
  await deployUnder('line', 2, 7, () => runtime.deploy(flow));
  await exactly('line', numbers(1, 7));
  const changed = flowOf(station('line', { queueLimit: 40, falseRejectTarget: 2 }));
  await deployUnder('line', 8, 15, () => runtime.deploy(changed, 'nodes'));
  await verdicts(runtime, 'line', 16);
  const collecting = await statusOf(runtime, 'line', ({ collected }) => collected === 16);
  assert.equal(collecting.state, 'collecting');
  // Refining: the last frames of the window and two more, then the fit under other settings.
  await deployUnder('line', 16, 21, () => runtime.deploy(flow));
  await statusOf(runtime, 'line', ({ state }) => state === 'refining');
  await runtime.deploy(changed);
  const ready = await statusOf(runtime, 'line', ({ text }) => /^inspecting/.test(text));
  const learned = await verdicts(runtime, 'line', 22);
  assert.ok(learned.slice(0, WINDOW).every(({ evaluation }) => evaluation === Evaluation.Undefined));
  // Inspecting, with the wires' ends redeployed too.
  await deployUnder('line', 101, 108, () => runtime.deploy(flow));
  await deployUnder('line', 109, 116, () => runtime.deploy(changed, 'nodes'));
  const all = await verdicts(runtime, 'line', 38);
  assert.deepEqual(
    all.map(({ triggerId }) => triggerId),
    [...numbers(1, 7), 9999, ...numbers(8, 21), ...numbers(101, 116)],
  );
  for (const verdict of all.slice(22)) {
    assert.ok(
      verdict.evaluation === Evaluation.OK || verdict.evaluation === Evaluation.NotOK,
      verdict.reason,
    );
    assert.equal(verdict.modelId, ready.modelId);
  }
  assert.equal(all.find(({ triggerId }) => triggerId === 110)?.evaluation, Evaluation.NotOK);
});

test('a node under another station name starts anew; what waited is answered, and the old name keeps its model', async () => {
  await deployUnder('line', 201, 212, () => runtime.deploy(flowOf(station('line', { station: 'other' }))));
  const all = (await verdicts(runtime, 'line', 50)).slice(38);
  assert.deepEqual(all.map(({ triggerId }) => triggerId).sort(), numbers(201, 212));
  assert.ok(all.some(({ reason }) => /removed from the flow before/.test(reason)));
  runtime.inject('line', await frame(213));
  assert.equal((await verdicts(runtime, 'line', 51))[50].reason, `learning: frame 1 of ${WINDOW}`);
  await runtime.deploy(flowOf(station('line')));
  runtime.inject('line', await frame(214));
  assert.equal((await verdicts(runtime, 'line', 52))[51].evaluation, Evaluation.OK);
});

test('a deleted node gives its name free and keeps its window for the next one', async () => {
  await runtime.deploy(flowOf(station('one', { station: 'kept' }), station('rest')));
  for (const message of await frames(1, 3)) runtime.inject('one', message);
  await verdicts(runtime, 'one', 3);
  await deployUnder('one', 4, 15, () => runtime.deploy(flowOf(station('rest'))));
  await runtime.deploy(flowOf(station('two', { station: 'kept' })));
  runtime.inject('two', await frame(16));
  const [{ reason }] = await verdicts(runtime, 'two', 1);
  // The frames the engine had are in the window; those that waited went with the node.
  assert.equal(reason, `learning: frame ${3 + IN_FLIGHT + 1} of 20`);
});

for (const [type, what] of [
  ['full', 'deleted'],
  ['nodes', 'disabled'],
] as const) {
  test(`a ${what} node answers the frames that wait, and says that it takes no more (${type})`, async () => {
    const [node, ...sinks] = station(what);
    await runtime.deploy(flowOf([node, ...sinks]));
    runtime.inject(what, await frame(1));
    await verdicts(runtime, what, 1);
    const rest = what === 'deleted' ? sinks : [{ ...node, d: true }, ...sinks];
    await deployUnder(what, 2, 13, () => runtime.deploy(flowOf(rest), type));
    const answered = await verdicts(runtime, what, 13);
    assert.deepEqual(
      answered.map(({ triggerId }) => triggerId).sort((a, b) => a - b),
      numbers(1, 13),
    );
    const waited = answered.filter(({ cause }) => cause === 'removed');
    assert.equal(waited.length, 12 - IN_FLIGHT);
    const status = await statusOf(runtime, what, ({ text }) => text === 'removed from the flow');
    assert.equal(status.state, 'paused');
    assert.equal(runtime.messages(`${what}-status`).all.map(statusIn).at(-1), status);
  });
}

test('a paused station is still paused after a redeploy', async () => {
  await runtime.deploy(flowOf(station('p')));
  runtime.inject('p', { topic: 'pause' });
  await statusOf(runtime, 'p', ({ command }) => command?.name === 'pause');
  await runtime.deploy(flowOf(station('p', { deadlineMs: 5000 })));
  runtime.inject('p', await frame(1));
  assert.match((await verdicts(runtime, 'p', 1))[0].reason, /paused/);
});

test('when the inference process is killed, its frames are answered, Catch nodes hear it, and the line goes on', async () => {
  await runtime.deploy(flowOf(station('k')));
  runtime.inject('k', await frame(1));
  await verdicts(runtime, 'k', 1);
  const { pid } = acquireHost();
  releaseHost();
  assert.ok(pid);
  process.kill(pid, 'SIGSTOP');
  for (const message of await frames(2, 4)) runtime.inject('k', message);
  process.kill(pid, 'SIGKILL');
  const lost = (await verdicts(runtime, 'k', 4)).slice(1);
  assert.deepEqual(
    lost.map(({ triggerId, pass, evaluation }) => [triggerId, pass, evaluation]),
    [2, 3, 4].map((triggerId) => [triggerId, false, Evaluation.NotDecidable]),
  );
  assert.match(
    (await statusOf(runtime, 'k', ({ state }) => state === 'error')).text,
    /stopped \(signal SIGKILL\)/,
  );
  const red = await runtime.statuses('k').first(({ fill }) => fill === 'red');
  assert.match(red.text ?? '', /^error: the inference process stopped/);
  await runtime.messages('errors').first(({ error }) => /signal SIGKILL/.test(JSON.stringify(error)));
  const seen = runtime.messages('k-status').all.length;
  const back = await runtime
    .messages('k-status')
    .first(
      (message) =>
        runtime.messages('k-status').all.indexOf(message) >= seen - 1 &&
        statusIn(message).state === 'collecting',
    );
  assert.equal(statusIn(back).collected, 1);
  runtime.inject('k', await frame(5));
  assert.equal((await verdicts(runtime, 'k', 5))[4].reason, `learning: frame 2 of ${WINDOW}`);
});
