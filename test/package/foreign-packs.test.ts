import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { installInto, packInto, root } from './pack';
import { type Runtime, startRuntime, until } from './runtime';

const slow = { timeout: 300_000 };
/** The last Modbus pack whose dependencies all come from npm; later ones have the same nodes. */
const packs = {
  'modbus-words.json': 'node-red-contrib-modbus@5.23.3',
  's7-block.json': 'node-red-contrib-s7@3',
  'dashboard-line.json': '@flowfuse/node-red-dashboard@1',
};
let folder: string;
let runtime: Runtime;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sroc-packs-'));
  const userDirectory = join(folder, 'user');
  await installInto(userDirectory, (await packInto(folder)).path);
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline', '--omit=dev'];
  // Serial ports are not used here, so nothing needs to be compiled for them.
  await promisify(execFile)('npm', ['install', ...quiet, '--ignore-scripts', ...Object.values(packs)], {
    cwd: userDirectory,
  });
  runtime = await startRuntime('node-red', userDirectory);
}, slow);
after(async () => {
  await runtime?.stop();
  await rm(folder, { recursive: true, force: true });
});

for (const [file, pack] of Object.entries(packs)) {
  test(`${file} deploys without a missing node where ${pack} is installed`, slow, async () => {
    const flow: { id: string; type: string }[] = JSON.parse(
      await readFile(join(root, 'examples', file), 'utf8'),
    );
    const types = new Set(flow.map((node) => node.type).filter((type) => type !== 'tab'));
    const sets: { types: string[]; enabled: boolean; err?: unknown }[] = await (
      await runtime.get('/nodes', { accept: 'application/json' })
    ).json();
    const known = new Set(sets.filter((set) => set.enabled && !set.err).flatMap((set) => set.types));
    assert.deepEqual(
      [...types].filter((type) => !known.has(type)),
      [],
    );
    await runtime.deploy(flow);
    await until(async () => {
      const state: { state?: string } = await (await runtime.get('/flows/state')).json();
      return state.state === undefined || state.state === 'start';
    });
    assert.doesNotMatch(runtime.log(), /missing types/i);
    await runtime.deploy([]);
  });
}
