import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './pack';

/** The Node-RED releases that are dev dependencies, by the name of their package here. */
export type Release = 'node-red' | 'node-red-4';

/** A Node-RED in a process of its own, on a user directory. */
export interface Runtime {
  url: string;
  /** What it printed so far. */
  log(): string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  deploy(flow: object[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startRuntime(release: Release, userDirectory: string): Promise<Runtime> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = join(userDirectory, 'settings.js');
  const quiet = { telemetry: { enabled: false, updateNotification: false }, editorTheme: { tours: false } };
  const all = {
    ...quiet,
    uiHost: '127.0.0.1',
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: 'test',
  };
  await writeFile(settings, `module.exports = ${JSON.stringify(all)};\n`);
  const program = join(root, 'node_modules', release, 'red.js');
  const child = spawn(
    join(root, 'node_modules', '.bin', 'node'),
    [program, '-u', userDirectory, '-s', settings],
    {
      cwd: userDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  }
  let ended = false;
  const gone = once(child, 'close').then(() => {
    ended = true;
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  };
  const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
  await until(async () => {
    if (ended) throw new Error(`${release} ended at once:\n${printed}`);
    const answer = await get('/nodes', { accept: 'application/json' }).catch(() => undefined);
    return answer?.ok;
  });
  const deploy = async (flow: object[]) => {
    const answer = await fetch(`${url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
      body: JSON.stringify(flow),
    });
    if (!answer.ok) throw new Error(`deploy failed: ${answer.status} ${await answer.text()}`);
  };
  return { url, log: () => printed, get, deploy, stop };
}

/** Asks again until the answer is not false or undefined; the test's own time limit ends it. */
export async function until<Value>(ask: () => Promise<Value | undefined | false>): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (value) return value;
    await wait(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}
