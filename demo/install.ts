import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const name = '@sroc/node-red-inspection';

/**
 * Puts this pack into a Node-RED user directory: the very files that npm would publish. Its dependencies are found in
 * the checkout's own node_modules (docs/decisions/0003-demo-install.md).
 * @param link put a link to the checkout there instead, for developing
 * @returns whether anything had to be done
 */
export async function installPack(root: string, userDirectory: string, link: boolean): Promise<boolean> {
  const place = join(userDirectory, 'node_modules', name);
  const stamp = join(userDirectory, 'node_modules', '.sroc-pack');
  const mark = link ? 'link' : await fingerprint(root);
  const done = await readFile(stamp, 'utf8').catch(() => '');
  if (done === mark && existsSync(join(place, 'package.json'))) return false;
  await rm(place, { recursive: true, force: true });
  await mkdir(join(place, '..'), { recursive: true });
  if (link) await symlink(root, place, 'dir');
  else await unpack(root, place);
  const own = { name: 'sroc-demo', private: true, dependencies: { [name]: await version(root) } };
  await writeFile(join(userDirectory, 'package.json'), `${JSON.stringify(own, null, 2)}\n`);
  await writeFile(stamp, mark);
  return true;
}

/** Copies what `npm pack` would put into the package. */
async function unpack(root: string, place: string): Promise<void> {
  const pack = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
  const { stdout } = await run('npm', pack, { cwd: root, maxBuffer: 2 ** 26 });
  const [{ files }]: { files: { path: string }[] }[] = JSON.parse(stdout);
  for (const { path } of files) await cp(join(root, path), join(place, path));
}

/** Changes whenever something that is published was built anew. */
async function fingerprint(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const place of ['package.json', 'dist', 'models/build', 'examples']) {
    for (const path of await filesUnder(join(root, place))) {
      const { size, mtimeMs } = await stat(path);
      hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

async function filesUnder(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const inside = await readdir(path, { recursive: true, withFileTypes: true });
  return inside
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function version(root: string): Promise<string> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version;
}
