import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Node-RED 5 in a process of its own. */
export interface NodeRed {
  pid: number | undefined;
  /** Resolves with the exit code (or the signal's name) when the process is gone, for whatever reason. */
  ended: Promise<number | string>;
  /** Resolves when the editor answers; rejects when the process ends before that. */
  ready: Promise<void>;
  stop(): Promise<void>;
  /** Ends it at once, as a power cut does. */
  kill(): Promise<void>;
}

export interface NodeRedOptions {
  root: string;
  userDirectory: string;
  host: string;
  port: number;
  /** Settings file; the demo's own when left out. */
  settings?: string;
}

/** Time a stop may take (ms) before the process is killed. */
const patience = 8000;

export function startNodeRed(options: NodeRedOptions): NodeRed {
  const { root, userDirectory, host, port } = options;
  const program = join(root, 'node_modules', 'node-red', 'red.js');
  const settings = options.settings ?? join(root, 'demo', 'node-red-settings.js');
  const child = fork(program, ['--userDir', userDirectory, '--settings', settings], {
    cwd: userDirectory,
    execPath: join(root, 'node_modules', '.bin', 'node'),
    execArgv: [],
    env: { ...process.env, HOST: host, PORT: String(port), NODE_PATH: join(root, 'node_modules') },
    // A group of its own, so that Ctrl-C reaches it through us and in order.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  return {
    pid: child.pid,
    ended,
    ready: answering(reachable(host), port, ended),
    stop: () => stop(child, ended),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Address under which this machine reaches a server that listens on `host`. */
export function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}

/** `host` as a URL has it. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

async function answering(host: string, port: number, ended: Promise<number | string>): Promise<void> {
  let gone: number | string | undefined;
  ended.then((code) => {
    gone = code;
  });
  while (gone === undefined) {
    const answer = await fetch(`http://${urlHost(host)}:${port}/settings`).catch(() => undefined);
    if (answer?.ok) return;
    await wait(100);
  }
  throw new Error(`Node-RED ended (${gone}) before its editor answered.`);
}

async function stop(child: ChildProcess, ended: Promise<number | string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(timer);
}
