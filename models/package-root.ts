import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of the installed package, whether this file runs from the sources or from dist/. */
export const packageRoot = findRoot(__dirname);

function findRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error('the folder of the inspection pack has no package.json');
  return findRoot(parent);
}
