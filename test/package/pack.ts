import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const root = resolve(__dirname, '..', '..');

/** What `npm pack` says of the tarball it made. */
export interface Tarball {
  path: string;
  /** Bytes, packed. */
  size: number;
  files: string[];
}

/** Packs this project as it is built, with its bill of materials. */
export async function packInto(folder: string): Promise<Tarball> {
  await run(process.execPath, [join(root, 'scripts', 'sbom.mjs')]);
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: root, maxBuffer: 2 ** 26 });
  const [{ filename, size, files }]: { filename: string; size: number; files: { path: string }[] }[] =
    JSON.parse(stdout);
  return { path: join(folder, filename), size, files: files.map((file) => file.path).sort() };
}

/** Installs a tarball into an empty user directory, with the options of Node-RED's palette manager. */
export async function installInto(userDirectory: string, tarball: string): Promise<void> {
  await mkdir(userDirectory, { recursive: true });
  const own = { name: 'node-red-project', private: true, version: '0.0.1' };
  await writeFile(join(userDirectory, 'package.json'), JSON.stringify(own));
  const quiet = ['--no-audit', '--no-update-notifier', '--no-fund', '--loglevel=error', '--prefer-offline'];
  const palette = ['--save', '--save-prefix=~', '--omit=dev', '--engine-strict'];
  await run('npm', ['install', ...quiet, ...palette, tarball], {
    cwd: userDirectory,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
}
