// Writes dist/sbom.json: what is installed with the package, as CycloneDX, from the lock file by npm itself.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './process.mjs';

/**
 * The bill of materials of a package.json and its lock file, without what only development needs. `npm sbom --omit dev`
 * in the checkout leaves out what the package and a development tool have in common, so npm is shown a folder without
 * development dependencies.
 */
export async function billOfMaterials() {
  const folder = await mkdtemp(join(tmpdir(), 'sroc-sbom-'));
  try {
    const { devDependencies, ...own } = await json('package.json');
    const lock = await json('package-lock.json');
    const packages = Object.entries(lock.packages).filter(([, entry]) => !entry.dev);
    const { devDependencies: _, ...locked } = lock.packages[''];
    const kept = { ...Object.fromEntries(packages), '': locked };
    await writeFile(join(folder, 'package.json'), JSON.stringify(own));
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages: kept }));
    const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: folder, maxBuffer: 2 ** 26 });
    const bill = JSON.parse(stdout);
    // npm calls the package by its folder.
    bill.metadata.component.name = own.name;
    return bill;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function json(path) {
  return JSON.parse(await readFile(join(root, path), 'utf8'));
}

if (import.meta.main) {
  await writeFile(join(root, 'dist', 'sbom.json'), `${JSON.stringify(await billOfMaterials(), null, 2)}\n`);
}
