import { readFile, writeFile } from 'node:fs/promises';

/** Turns one bit of a file over, as a failing disk does. */
export async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(path, bytes);
}
