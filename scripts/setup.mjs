// What must be there before anything of this project runs. Every step looks first whether it is done already.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { node24, root, Sentence, step } from './process.mjs';

const stamps = join(root, 'node_modules', '.cache', 'sroc');

/**
 * Installs the locked dependencies when node_modules holds others, or none. Not with `npm ci`: it refuses a lock file
 * without an entry for every platform's optional package, and a registry mirror need not have all of those.
 */
export async function dependencies() {
  if (existsSync(node24) && (await installedAsLocked())) return;
  const keepLock = (await lockMatchesPackage()) ? ['--no-save'] : [];
  const args = ['install', ...keepLock, '--no-audit', '--no-fund', '--loglevel=error'];
  await step('installing the dependencies', 'npm', args, { system: true });
  if (!existsSync(node24)) {
    throw new Sentence(
      'The npm package "node" brought no Node 24 for this machine: is its install script allowed?',
    );
  }
}

/** Compares package-lock.json with the list npm leaves in node_modules at the end of an install. */
async function installedAsLocked() {
  const installed = await json('node_modules/.package-lock.json');
  const locked = await json('package-lock.json');
  if (!installed || !locked || !(await lockMatchesPackage())) return false;
  return Object.entries(locked.packages).every(([path, wanted]) => {
    const found = installed.packages[path];
    return path === '' || (found ? found.version === wanted.version : wanted.optional || wanted.peer);
  });
}

async function lockMatchesPackage() {
  const own = await json('package.json');
  const locked = (await json('package-lock.json'))?.packages[''];
  const wants = (from) => JSON.stringify([from?.dependencies, from?.devDependencies]);
  return wants(own) === wants(locked);
}

/** Builds dist/ when a source, the build itself or the tool chain is not the one it was built from. */
export async function build() {
  const files = await listed(
    ['nodes', 'models', 'icons', 'scripts/build.mjs', 'package-lock.json'],
    ['models/build'],
  );
  await once('build', await fingerprint(files), existsSync(join(root, 'dist', 'nodes')), () =>
    step('building', node24, ['scripts/build.mjs']),
  );
}

/** Makes models/build/ from the pinned weights when the converter or a backbone has changed. */
export async function models() {
  const files = await listed(['models/convert', 'models/backbones', 'package-lock.json'], []);
  const made = await readdir(join(root, 'models', 'build')).catch(() => []);
  await once('models', await fingerprint([...files, 'models/build']), made.length > 0, () =>
    step('making the models', node24, ['--import', 'tsx', 'models/convert/main.ts']),
  );
}

/** Chromium and mosquitto, which only the tests need, from Debian's packages. */
export async function testPrograms() {
  const wanted = { chromium: 'chromium', mosquitto: 'mosquitto', mosquitto_sub: 'mosquitto-clients' };
  const missing = Object.keys(wanted).filter((program) => !installed(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => wanted[program]);
  const byHand = `The tests need ${missing.join(', ')}: run "apt-get install ${packages.join(' ')}" as root first.`;
  if (process.getuid?.() !== 0 || !installed('apt-get')) throw new Sentence(byHand);
  // Offline for systemd: the packages must not start a broker of their own on this machine.
  const env = { DEBIAN_FRONTEND: 'noninteractive', SYSTEMD_OFFLINE: '1' };
  await step('reading the package lists of Debian', 'apt-get', ['update', '-q'], { system: true, env });
  const install = ['install', '-q', '-y', '--no-install-recommends', ...packages];
  await step(`installing ${packages.join(', ')} for the tests`, 'apt-get', install, { system: true, env });
}

function installed(program) {
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return places.some((place) => existsSync(join(place, program)));
}

/** Runs `make` unless what it makes is there and was made under this fingerprint. */
async function once(name, mark, there, make) {
  const stamp = join(stamps, name);
  if (there && (await readFile(stamp, 'utf8').catch(() => '')) === mark) return;
  await make();
  await mkdir(stamps, { recursive: true });
  await writeFile(stamp, mark);
}

async function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const found = await stat(join(root, file)).catch(() => undefined);
    hash.update(found?.isFile() ? `${file} ${found.size} ${found.mtimeMs}\n` : `${file}\n`);
  }
  return hash.digest('hex');
}

/** Files under the given files and folders, sorted, without what lies under an excluded folder. */
async function listed(places, excluded) {
  const found = [];
  for (const place of places) {
    if (excluded.includes(place) || !existsSync(join(root, place))) continue;
    if ((await stat(join(root, place))).isFile()) found.push(place);
    else {
      const inside = (await readdir(join(root, place))).map((name) => `${place}/${name}`);
      found.push(...(await listed(inside, excluded)));
    }
  }
  return found.sort();
}

async function json(file) {
  const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}
