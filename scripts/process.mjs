// Starts other programs: Node 24 of this project first in PATH, signals passed on, exit codes kept.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const bin = join(root, 'node_modules', '.bin');
/** Node 24, a dev dependency: Node-RED 5 needs more than the Node a Debian machine has. */
export const node24 = join(bin, 'node');

/** A failure that is one sentence for the user, not a stack trace. */
export class Sentence extends Error {}

// onnxruntime-node's install script would download CUDA from outside npm; the CPU binaries are in its package.
const base = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
const path = (process.env.PATH ?? '').split(delimiter);
const withNode24 = { ...base, PATH: [bin, ...path.filter((dir) => dir !== bin)].join(delimiter) };
// npm replaces node_modules, so npm itself must not run on the Node that lies in there.
const withoutNode24 = { ...base, PATH: path.filter((dir) => !dir.includes('node_modules')).join(delimiter) };

/**
 * Runs a step quietly: its output is shown only when it fails.
 * @param {string} what the step in words, printed before it starts
 * @param {string} command
 * @param {string[]} args
 * @param {{system?: boolean, env?: Record<string, string>}} [how] `system`: leave this project's programs out of PATH
 */
export async function step(what, command, args, how = {}) {
  console.log(`${what} ...`);
  const env = { ...(how.system ? withoutNode24 : withNode24), ...how.env };
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const code = await ended(child, command);
  if (code === 0) return;
  process.stderr.write(output);
  throw new Sentence(`${what} failed: "${[command, ...args].join(' ')}" ended with code ${code}.`);
}

/** Runs a program in the foreground and gives its exit code. */
export function foreground(command, args, env = {}) {
  const child = spawn(command, args, { cwd: root, env: { ...withNode24, ...env }, stdio: 'inherit' });
  return ended(child, command);
}

/** Starts a program that runs beside this one; its end is the caller's business. */
export function background(command, args) {
  return spawn(command, args, { cwd: root, env: withNode24, stdio: 'inherit' });
}

/** Passes signals on to a child and gives its exit code, 128 + n when signal n ended it. */
export function ended(child, command) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const pass = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  return new Promise((done, failed) => {
    child.once('error', (error) => failed(new Sentence(`${command} cannot be started: ${error.message}.`)));
    child.once('close', (code, signal) => done(code ?? 128 + constants.signals[signal]));
  }).finally(() => {
    for (const signal of signals) process.off(signal, pass);
  });
}
