import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { installFlow } from '../../demo/flow';

const choices = { mqttHost: '127.0.0.1', mqttPort: 1883, recipe: 'flange', windowSize: 60 };
const broker = { id: 'demo-broker', type: 'sroc-mqtt', host: '', port: 0 };
const inspect = { id: 'demo-inspect', type: 'sroc-inspect', recipe: '', windowSize: 0, x: 1 };
const flow = (...nodes: object[]) => JSON.stringify(nodes);

async function setting(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'sroc-flow-'));
  t.after(() => rm(folder, { recursive: true }));
  const shipped = join(folder, 'shipped.json');
  const place = join(folder, 'flows.json');
  const ship = (text: string) => writeFile(shipped, text);
  const install = async (wanted = choices) => {
    await installFlow(shipped, folder, wanted);
    return JSON.parse(await readFile(place, 'utf8'));
  };
  return { ship, install, place };
}

test('the demo flow gets broker, recipe and window of the command line', async (t) => {
  const { ship, install } = await setting(t);
  await ship(flow(broker, inspect));
  assert.deepEqual(await install(), [
    { id: 'demo-broker', type: 'sroc-mqtt', host: '127.0.0.1', port: 1883 },
    { id: 'demo-inspect', type: 'sroc-inspect', recipe: 'flange', windowSize: 60, x: 1 },
  ]);
});

test('a newer demo flow replaces an untouched one', async (t) => {
  const { ship, install } = await setting(t);
  await ship(flow(broker, inspect));
  await install();
  await install({ ...choices, mqttPort: 1999 });
  await ship(flow(broker, { ...inspect, x: 2 }, { id: 'new' }));
  const installed = await install();
  assert.equal(installed.length, 3);
  assert.equal(installed[1].x, 2);
});

test('a flow that was edited stays, and only follows the command line', async (t) => {
  const { ship, install, place } = await setting(t);
  await ship(flow(broker, inspect));
  await install();
  await writeFile(place, flow({ ...inspect, deadlineMs: 700 }, broker, { id: 'mine' }));
  await ship(flow(broker, { ...inspect, x: 2 }));
  const [edited, address, mine] = await install({
    ...choices,
    mqttPort: 2000,
    recipe: 'nut',
    windowSize: 80,
  });
  assert.deepEqual(edited, { ...inspect, deadlineMs: 700, recipe: 'nut', windowSize: 80 });
  assert.equal(address.port, 2000);
  assert.deepEqual(mine, { id: 'mine' });
});
