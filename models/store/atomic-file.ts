import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Parts are written one after the other. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

/** When this process started, milliseconds since the epoch. */
const STARTED = Date.now() - process.uptime() * 1000;

/** Whether a file or folder of that name is not finished. */
export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}

const UNFINISHED = /^\.(\d+)-(\d+)-.*\.tmp$/;

/** Whether a file of that name was being written by a process that is gone; in a container the next one has its number. */
export function isAbandoned(name: string): boolean {
  const [, writer, begun] = UNFINISHED.exec(name) ?? [];
  return writer !== undefined && (Number(writer) !== process.pid || Number(begun) < STARTED);
}

/** A name beside the others for what is not finished; it tells who writes it. */
export function unfinishedName(): string {
  return `.${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}.tmp`;
}

/** Writes a file whole or not at all: temporary name, fsync, rename, fsync of the folder. */
export async function writeFileAtomically(path: string, data: FileContent): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporary = join(directory, unfinishedName());
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** A copy that is on the disk when it resolves. */
export async function copyFileWhole(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a folder another name, for good. Both lie in the same folder. */
export async function renameFolder(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(dirname(to));
}

/** The rename itself must reach the disk; Windows cannot open a folder and does not need it. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
