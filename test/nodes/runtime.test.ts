import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRuntime, type TestRuntime, tabWithCatch } from './runtime';

let runtime: TestRuntime;
before(async () => {
  runtime = await startRuntime();
});
after(() => runtime.stop());

test('deploys a flow, hands messages in and shows what comes out, is caught and is shown', async () => {
  const func = `node.status({ fill: 'green', shape: 'dot', text: 'at work' });
    if (msg.payload === 'bad') throw new Error('no good');
    return msg;`;
  const flow = [
    ...tabWithCatch,
    { id: 'work', type: 'function', z: 'tab', func, outputs: 1, wires: [['out']] },
    { id: 'out', type: 'test-sink', z: 'tab' },
  ];
  await runtime.deploy(flow);
  runtime.inject('work', { payload: 'good' });
  runtime.inject('work', { payload: 'bad' });
  assert.equal((await runtime.messages('out').first()).payload, 'good');
  const caught = await runtime.messages('errors').first();
  assert.match(JSON.stringify(caught.error), /no good/);
  assert.equal((await runtime.statuses('work').first()).text, 'at work');
  await runtime.deploy(flow);
  runtime.inject('work', { payload: 'again' });
  assert.equal((await runtime.messages('out').count(2))[1].payload, 'again');
});
