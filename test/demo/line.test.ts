import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';

const root = resolve(__dirname, '..', '..');
const slow = { timeout: 120_000 };

/** Holds a free port until it is closed. */
async function holdPort(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return { server, port: address.port };
}

async function freePorts(): Promise<{ PORT: string; MQTT_PORT: string }> {
  const [one, other] = [await holdPort(), await holdPort()];
  for (const { server } of [one, other]) server.close();
  return { PORT: String(one.port), MQTT_PORT: String(other.port) };
}

/** Starts the demo on a user directory of its own, as scripts/run.mjs does. */
async function startDemo(t: TestContext, env: Record<string, string>, ...args: string[]) {
  const directory = await mkdtemp(join(tmpdir(), 'sroc-line-'));
  const program = ['--import', 'tsx', 'demo/main.ts', '--directory', directory, '--link', ...args];
  const child = spawn(join(root, 'node_modules', '.bin', 'node'), program, {
    cwd: root,
    env: { ...process.env, HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close').then(([code]): number | null => code);
  let output = '';
  const says = (pattern: RegExp) =>
    new Promise<void>((done, failed) => {
      const look = () => pattern.test(output) && done();
      child.stdout.on('data', look);
      closed.then(() => failed(new Error(`ended without saying ${pattern}:\n${output}`)));
      look();
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  t.after(async () => {
    child.kill('SIGKILL');
    await closed;
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return { child, closed, says, output: () => output };
}

/** Process ids of the programs that a process started, from /proc. */
async function childrenOf(child: ChildProcess): Promise<number[]> {
  const list = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  const running: number[] = [];
  for (const pid of list.trim().split(' ').map(Number)) {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8');
    if (name.startsWith('node-red')) running.push(pid);
  }
  return running;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops the line with exit code 0 and leaves no process behind`, slow, async (t) => {
    const demo = await startDemo(t, await freePorts());
    await demo.says(/^editor {2}http:/m);
    const [nodeRed] = await childrenOf(demo.child);
    assert.ok(isRunning(nodeRed));
    demo.child.kill(signal);
    assert.equal(await demo.closed, 0, demo.output());
    assert.equal(isRunning(nodeRed), false);
  });
}

test('the end of Node-RED is a sentence and exit code 1', slow, async (t) => {
  const demo = await startDemo(t, await freePorts());
  await demo.says(/^editor {2}http:/m);
  const [nodeRed] = await childrenOf(demo.child);
  process.kill(nodeRed, 'SIGKILL');
  assert.equal(await demo.closed, 1);
  assert.match(demo.output(), /^Node-RED ended by itself \(SIGKILL\)/m);
});

for (const variable of ['PORT', 'MQTT_PORT'] as const) {
  test(`a taken ${variable} is one sentence that names it`, slow, async (t) => {
    const { server, port } = await holdPort();
    t.after(() => server.close());
    const demo = await startDemo(t, { ...(await freePorts()), [variable]: String(port) });
    assert.equal(await demo.closed, 1);
    const sentence = `Port ${port} on 127.0.0.1 is taken by another program; set ${variable} to a free one.`;
    assert.equal(demo.output().trim().split('\n').at(-1), sentence);
  });
}
