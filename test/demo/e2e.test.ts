import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connectAsync, type MqttClient } from 'mqtt';
import { startBroker } from '../../demo/broker';
import { DemoCamera, type Truth, topics } from '../../demo/camera';
import { installFlow } from '../../demo/flow';
import { drawnFrames } from '../../demo/frames';
import { installPack } from '../../demo/install';
import { startNodeRed } from '../../demo/node-red';
import { Tally } from '../../demo/tally';
import { Evaluation, type Verdict } from '../../models/verdict';

const root = resolve(__dirname, '..', '..');
const window = 60;
const polluted = 6;
const inspected = 100;
/** Frames sent ahead of their verdicts: enough to keep the station busy, fewer than its queue takes. */
const ahead = 4;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}

/** Everything that the line publishes, and waiting for it. */
class Listener {
  readonly verdicts: Verdict[] = [];
  readonly statuses: string[] = [];
  #look = () => {};

  constructor(client: MqttClient) {
    client.on('message', (topic, payload) => {
      if (topic === topics.verdict) this.verdicts.push(JSON.parse(payload.toString()));
      if (topic === topics.status) this.statuses.push(payload.toString());
      this.#look();
    });
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((done) => {
      this.#look = () => holds() && done();
      this.#look();
    });
  }
}

async function startLine(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'sroc-e2e-'));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const broker = await startBroker('127.0.0.1', 0);
  t.after(() => broker.close());
  await installPack(root, directory, true);
  const choices = {
    mqttHost: '127.0.0.1',
    mqttPort: broker.port,
    recipe: 'flange',
    windowSize: window,
  };
  await installFlow(join(root, 'demo', 'flow.json'), directory, choices);
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
  t.after(() => client.endAsync());
  const heard = new Listener(client);
  await client.subscribeAsync([topics.verdict, topics.status], { qos: 1 });
  const ready = broker.awaited(topics.camera);
  // Status texts come in the language of the machine.
  process.env.LC_ALL = 'C';
  const nodeRed = startNodeRed({ root, userDirectory: directory, host: '127.0.0.1', port: await freePort() });
  t.after(() => nodeRed.stop());
  await Promise.all([ready, nodeRed.ready]);
  return { client, heard, nodeRed };
}

/** Sends frames as fast as the station takes them; gives what is true of them and what was decided. */
async function inspectAll(camera: DemoCamera, heard: Listener, count: number) {
  const before = heard.verdicts.length;
  const truths: Truth[] = [];
  for (let sent = 0; sent < count; sent++) {
    truths.push(await camera.trigger());
    await heard.until(() => heard.verdicts.length > before + sent - ahead);
  }
  await heard.until(() => heard.verdicts.length >= before + count);
  return { truths, verdicts: heard.verdicts.slice(before) };
}

/** One verdict a frame, under the name the frame came with. */
function assertIdentities(truths: Truth[], verdicts: Verdict[]) {
  const name = ({ triggerId, partId }: Truth | Verdict) => `${triggerId} ${partId}`;
  assert.deepEqual(verdicts.map(name).sort(), truths.map(name).sort());
}

test('the demo line: a polluted window is cleaned, and every frame gets its one, right verdict', async (t) => {
  const { client, heard, nodeRed } = await startLine(t);
  const options = { seed: 1, window, contamination: 0.1, defectRate: 0.2 };
  const camera = new DemoCamera(client, drawnFrames(options));

  const learning = await inspectAll(camera, heard, window);
  assertIdentities(learning.truths, learning.verdicts);
  assert.equal(learning.truths.filter((truth) => truth.defective).length, polluted);
  assert.ok(learning.verdicts.every(({ evaluation, pass }) => evaluation === Evaluation.Undefined && !pass));

  await heard.until(() => heard.statuses.some((text) => /^inspecting/.test(text)));
  const removed = Number(
    heard.statuses.map((text) => /^removed (\d+) of 60 frames$/.exec(text)?.[1]).find(Boolean),
  );
  t.diagnostic(`${removed} of ${window} frames removed, ${polluted} were polluted`);
  assert.ok(removed >= 0.8 * polluted, `only ${removed} removed`);
  assert.ok(removed <= polluted + 0.1 * (window - polluted), `${removed} removed`);

  const inspection = await inspectAll(camera, heard, inspected);
  assertIdentities(inspection.truths, inspection.verdicts);
  const tally = new Tally();
  for (const truth of inspection.truths) tally.expect(truth);
  for (const verdict of inspection.verdicts) tally.judge(verdict);
  t.diagnostic(tally.toString());
  assert.equal(tally.counts.verdicts, inspected);
  assert.ok(tally.counts.right >= 0.95 * inspected, tally.toString());

  // A frame that stayed in the window is what a good part looks like and passes; one that was removed does not.
  const again = await inspectAll(new DemoCamera(client, drawnFrames(options)), heard, window);
  const defective = new Set(again.truths.filter((truth) => truth.defective).map((truth) => truth.partId));
  const rejected = again.verdicts.filter(({ partId, pass }) => defective.has(partId) && !pass);
  t.diagnostic(`${rejected.length} of ${polluted} polluted frames are rejected when they come again`);
  assert.ok(rejected.length >= 0.8 * polluted);

  await nodeRed.stop();
  await heard.until(() => heard.statuses.at(-1) === 'offline');
  assert.equal(heard.verdicts.length, 2 * window + inspected);
  assert.equal(new Set(heard.verdicts.map((verdict) => verdict.resultId)).size, heard.verdicts.length);
});
