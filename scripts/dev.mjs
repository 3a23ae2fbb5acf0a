// `npm run dev`: the demo line on a link to this checkout, started anew after every build that a change sets off.
import { watch } from 'node:fs';
import { join } from 'node:path';
import { distContext } from './build.mjs';
import { background, node24, root } from './process.mjs';

const args = [
  '--import',
  'tsx',
  'demo/main.ts',
  '--link',
  '--directory',
  join(root, '.demo-dev'),
  ...process.argv.slice(2),
];
let line;
let stopping = false;

async function stopLine() {
  if (!line || line.exitCode !== null || line.signalCode !== null) return;
  const gone = new Promise((done) => line.once('exit', done));
  line.kill('SIGTERM');
  await gone;
}

async function restartLine() {
  await stopLine();
  if (!stopping) line = background(node24, args);
}

/** One thing after the other: builds and restarts never overlap. */
let queue = Promise.resolve();
let queued = false;
function again(why) {
  if (queued || stopping) return;
  queued = true;
  queue = queue.then(async () => {
    queued = false;
    console.log(`${why}: building ...`);
    const build = await distContext();
    const built = await build.rebuild().then(
      () => true,
      () => false,
    );
    await build.dispose();
    if (built) await restartLine();
  });
}

const watchers = ['nodes', 'models', 'icons', 'demo'].map((folder) =>
  watch(join(root, folder), { recursive: true }, (_event, file) => {
    if (!file?.startsWith('build/')) again(`${folder}/${file} changed`);
  }),
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopping = true;
    for (const watcher of watchers) watcher.close();
    queue = queue.then(stopLine);
  });
}
again('first start');
