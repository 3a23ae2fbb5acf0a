import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type * as Client from '../../models/host/client';
import { inEnglish } from '../../models/words/remark';
import { identity, settings } from './host-line';

const root = join(__dirname, '..', '..');
const BROKEN = 'onnxruntime-node';

/** The built pack as installed, with a native library that is none. */
async function brokenInstall(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'install-'));
  await cp(join(root, 'dist'), join(directory, 'dist'), { recursive: true });
  await cp(join(root, 'package.json'), join(directory, 'package.json'));
  const modules = join(directory, 'node_modules');
  await mkdir(join(modules, BROKEN), { recursive: true });
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (name !== BROKEN) await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  await writeFile(join(modules, BROKEN, 'index.js'), "require('./library.node');");
  await writeFile(join(modules, BROKEN, 'library.node'), 'built for another machine');
  return directory;
}

test('a native library that does not load is a sentence for every call, and no crash', async (context) => {
  const directory = await brokenInstall();
  context.after(() => rm(directory, { recursive: true }));
  const { InferenceHost }: typeof Client = require(join(directory, 'dist', 'models', 'host', 'client.js'));
  const host = new InferenceHost();
  context.after(() => host.close());
  const downs: string[] = [];
  host.on('down', (why) => downs.push(inEnglish(why)));
  const refused = once(host, 'refused');
  host.openStation(settings(directory));
  const sentence =
    /the inference engine cannot be loaded on this machine: .*library\.node.*Reinstall the pack/;
  const [station, why] = await refused;
  assert.equal(station, 'line1');
  assert.match(inEnglish(why), sentence);
  const { pid } = host;
  for (const number of [1, 2]) {
    const frame = { station: 'line1', identity: identity(number), image: { data: Buffer.alloc(9) } };
    await assert.rejects(host.call('inspect', { ...frame, withPicture: false }), sentence);
  }
  assert.deepEqual([host.pid, downs], [pid, []]);
});
