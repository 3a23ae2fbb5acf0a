import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const BLOCK = 512;

/**
 * Reads the files whose path `wanted` accepts out of an npm tarball, without holding the rest of it.
 * @throws a sentence when the file is no whole gzipped tar archive
 */
export async function untar(
  tarball: string,
  wanted: (path: string) => boolean,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  try {
    await pipeline(createReadStream(tarball), createGunzip(), async (source: AsyncIterable<Buffer>) => {
      for await (const [path, content] of entries(source, wanted)) files.set(path, content);
    });
  } catch (error) {
    throw new Error(
      `The archive ${tarball} cannot be unpacked: ${error instanceof Error ? error.message : error}`,
    );
  }
  return files;
}

async function* entries(
  source: AsyncIterable<Buffer>,
  wanted: (path: string) => boolean,
): AsyncGenerator<[string, Buffer]> {
  let header = Buffer.alloc(0);
  let body: { path: string; keep: Buffer[] | null; left: number; padding: number } | null = null;
  for await (const chunk of source) {
    let rest = chunk;
    while (rest.length > 0) {
      if (!body) {
        const taken = rest.subarray(0, BLOCK - header.length);
        header = Buffer.concat([header, taken]);
        rest = rest.subarray(taken.length);
        if (header.length < BLOCK) continue;
        const entry = parseHeader(header);
        header = Buffer.alloc(0);
        if (!entry) continue;
        const keep: Buffer[] | null = entry.isFile && wanted(entry.path) ? [] : null;
        body = { path: entry.path, keep, left: entry.size, padding: (BLOCK - (entry.size % BLOCK)) % BLOCK };
      } else {
        const taken = rest.subarray(0, body.left);
        body.keep?.push(taken);
        body.left -= taken.length;
        rest = rest.subarray(taken.length);
        const skipped = body.left === 0 ? Math.min(body.padding, rest.length) : 0;
        body.padding -= skipped;
        rest = rest.subarray(skipped);
      }
      if (body && body.left === 0 && body.padding === 0) {
        if (body.keep) yield [body.path, Buffer.concat(body.keep)];
        body = null;
      }
    }
  }
  if (body || header.length > 0) throw new Error('it ends in the middle of a file.');
}

/** A ustar header, or null for the blocks of zeros at the end. */
function parseHeader(block: Buffer): { path: string; size: number; isFile: boolean } | null {
  if (block.every((byte) => byte === 0)) return null;
  const field = (start: number, length: number): string =>
    block
      .subarray(start, start + length)
      .toString()
      .replace(/\0.*$/s, '')
      .trim();
  const sum = block.reduce((a, byte, i) => a + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (sum !== Number.parseInt(field(148, 8), 8)) throw new Error('a file header in it is damaged.');
  const prefix = field(345, 155);
  const name = field(0, 100);
  return {
    path: prefix ? `${prefix}/${name}` : name,
    size: Number.parseInt(field(124, 12), 8),
    isFile: block[156] === 0 || block[156] === 0x30,
  };
}
