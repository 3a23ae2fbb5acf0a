// Entry of every npm script: sets up what is missing, then runs the job on Node 24 (a dev dependency), wherever npm runs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bin, foreground, node24, root, Sentence } from './process.mjs';
import { build, dependencies, models, testPrograms } from './setup.mjs';

const jobs = {
  build: [dependencies, build],
  models: [dependencies, models],
  sbom: [dependencies, build, () => foreground(node24, ['scripts/sbom.mjs'])],
  audit: [() => foreground(node24, ['scripts/audit.mjs'])],
  start: [dependencies, build, models, (args) => tsx('demo/main.ts', args)],
  bench: [dependencies, build, models, benchPrograms, (args) => tsx('bench/main.ts', args)],
  dev: [dependencies, build, models, (args) => foreground(node24, ['scripts/dev.mjs', ...args])],
  pictures: [dependencies, build, models, testPrograms, (args) => tsx('scripts/pictures.ts', args)],
  test: [dependencies, build, models, testPrograms, check, test],
};

function tsx(file, args) {
  return foreground(node24, ['--import', 'tsx', file, ...args]);
}

/** Two of the benches need what the tests need: a broker, or a browser. */
async function benchPrograms([name]) {
  if (name === 'faults' || name === 'reviewer') await testPrograms();
}

/** Formatting, lint and types; a failure fails the tests before they start. */
async function check() {
  return (
    (await foreground(join(bin, 'biome'), ['check', '.'])) ||
    (await foreground(join(bin, 'tsc'), ['--noEmit'])) ||
    (await foreground(join(bin, 'tsc'), ['--noEmit', '-p', 'nodes/reviewer/app']))
  );
}

/** All tests, or those of the files and folders given. */
function test(args) {
  const options = args.filter((arg) => arg.startsWith('-'));
  const places = args.filter((arg) => !arg.startsWith('-'));
  const patterns = (places.length > 0 ? places : ['test']).map((place) => {
    if (!existsSync(join(root, place))) throw new Sentence(`There is no ${place} to test.`);
    return place.endsWith('.ts') ? place : `${place.replace(/\/$/, '')}/**/*.test.ts`;
  });
  return foreground(node24, ['--import', 'tsx', '--test', '--test-concurrency=1', ...options, ...patterns]);
}

/** Several setup jobs may be named one after the other (`build models`); arguments go to the last. */
async function main([name, ...rest]) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Sentence(`This needs Node 20 or newer; the one that runs is ${process.versions.node}.`);
  }
  if (!Object.hasOwn(jobs, name ?? '')) {
    throw new Sentence(`Say what to run: ${Object.keys(jobs).join(', ')}.`);
  }
  for (const part of jobs[name]) {
    const code = await part(rest);
    if (code) return code;
  }
  return name === 'build' && rest.length > 0 ? main(rest) : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Sentence)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
