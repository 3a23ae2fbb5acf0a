import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startBroker } from '../../demo/broker';
import { installInto, packInto, root } from './pack';
import { type Release, type Runtime, startRuntime, until } from './runtime';

const name = '@sroc/node-red-inspection';
const slow = { timeout: 180_000 };
let folder: string;
let userDirectory: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sroc-install-'));
  userDirectory = join(folder, 'user');
  const { path } = await packInto(folder);
  await installInto(userDirectory, path);
}, slow);
after(() => rm(folder, { recursive: true, force: true }));

interface NodeSet {
  module: string;
  types: string[];
  enabled: boolean;
  err?: string;
}

interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

async function publishedTypes(): Promise<string[]> {
  return Object.keys(JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))['node-red'].nodes);
}

/** The editor's half of all nodes of this pack, as the editor asks for it. */
async function editorHtml(runtime: Runtime, language: string): Promise<string> {
  const answer = await runtime.get('/nodes', { accept: 'text/html', 'accept-language': language });
  return answer.text();
}

for (const release of ['node-red', 'node-red-4'] satisfies Release[]) {
  describe(`installed from the tarball into ${release}`, slow, () => {
    let runtime: Runtime;
    before(async () => {
      runtime = await startRuntime(release, userDirectory);
    }, slow);
    after(() => runtime?.stop());

    test('every node type loads', async () => {
      const sets: NodeSet[] = await (await runtime.get('/nodes', { accept: 'application/json' })).json();
      const own = sets.filter((set) => set.module === name);
      for (const set of own) assert.equal(set.err, undefined);
      assert.deepEqual(own.flatMap((set) => set.types).sort(), (await publishedTypes()).sort());
      assert.ok(own.every((set) => set.enabled));
    });

    test('every node type has its help, in English and German', async () => {
      for (const language of ['en-US', 'de']) {
        const html = await editorHtml(runtime, language);
        for (const type of await publishedTypes()) {
          const help = new RegExp(`data-help-name="${type}"[^>]*>([^]*?)</script>`).exec(html)?.[1] ?? '';
          assert.ok(help.trim().length > 200, `${type} has no help in ${language}`);
        }
      }
    });

    test('every icon that a node names is served', async () => {
      const html = await editorHtml(runtime, 'en-US');
      const registrations = html.split('registerType(').slice(1);
      for (const type of await publishedTypes()) {
        const registration =
          registrations.find((text) => new RegExp(`^\\s*['"]${type}['"]`).test(text)) ?? '';
        const icon = /icon:\s*['"]([^'"]+)['"]/.exec(registration)?.[1];
        const config = /category:\s*['"]config['"]/.test(registration);
        if (config && !icon) continue;
        const answer = await runtime.get(`/icons/${name}/${icon}`);
        assert.match(answer.headers.get('content-type') ?? '', /svg/, `${type}: ${icon}`);
        // An icon that is not found is answered with Node-RED's own arrow.
        const own = await readFile(join(root, 'icons', String(icon)), 'utf8');
        assert.equal(await answer.text(), own);
      }
    });

    test('every example imports and deploys', async () => {
      for (const file of await readdir(join(root, 'examples'))) {
        const address = `/library/examples/flows/${name}/${file.replace(/\.json$/, '')}`;
        const offered = await runtime.get(address);
        assert.ok(offered.ok, `${file} is not offered in the import dialog`);
        const flow: FlowNode[] = await offered.json();
        if (!flow.some((node) => foreign.includes(node.type))) await deployExample(runtime, flow);
      }
    });
  });
}

/** Nodes of other packs that examples write to; those examples are deployed where the packs are. */
const foreign = ['modbus-write', 's7 out', 'ui-page'];

/** Deploys a flow against a broker of its own and waits until its MQTT camera, where it has one, listens. */
async function deployExample(runtime: Runtime, flow: FlowNode[]): Promise<void> {
  const camera = flow.find((node) => node.type === 'sroc-camera-mqtt');
  const broker = await startBroker('127.0.0.1', 0);
  try {
    const listening = camera && broker.awaited(String(camera.topic));
    const local = flow.map((node) =>
      node.type === 'sroc-mqtt' ? { ...node, host: '127.0.0.1', port: broker.port } : node,
    );
    await runtime.deploy(local);
    await listening;
    const running: FlowNode[] = await (await runtime.get('/flows')).json();
    assert.deepEqual(running.map((node) => node.id).sort(), flow.map((node) => node.id).sort());
    await runtime.deploy([]);
  } finally {
    await broker.close();
  }
}

test(
  'a native module that will not load is a sentence in the status, and the editor still opens',
  slow,
  async () => {
    const native = join(userDirectory, 'node_modules', 'onnxruntime-node', 'bin');
    await rename(native, `${native}-away`);
    const runtime = await startRuntime('node-red', userDirectory);
    try {
      await runtime.deploy([
        { id: 'tab', type: 'tab', label: 'broken' },
        { id: 'inspect', type: 'sroc-inspect', z: 'tab', station: 'broken', wires: [[], [], []] },
        { id: 'watch', type: 'status', z: 'tab', scope: ['inspect'], wires: [['keep']] },
        { id: 'keep', type: 'change', z: 'tab', wires: [[]], rules: [keepStatus] },
      ]);
      const text = await until(async () => {
        const answer = await runtime.get('/context/flow/tab/status');
        const stored: { msg?: string } = await answer.json();
        return stored.msg && /onnxruntime/.test(stored.msg) && stored.msg;
      });
      assert.match(text, /inference engine cannot be loaded on this machine: .*onnxruntime/);
      const editor = await runtime.get('/');
      assert.equal(editor.status, 200);
      assert.match(await editor.text(), /<title>/);
    } finally {
      await runtime.stop();
      await rename(`${native}-away`, native);
    }
  },
);

const keepStatus = { t: 'set', p: 'status', pt: 'flow', to: 'status.text', tot: 'msg' };
