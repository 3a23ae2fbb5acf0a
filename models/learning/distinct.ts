import { crc32 } from 'node:zlib';
import type { WindowFrame } from './window';

/** How many different pictures these frames are of; one picture has the same features whenever it comes. */
export function distinctPictures(frames: readonly Pick<WindowFrame, 'patches' | 'pooled'>[]): number {
  const digests = frames.map(({ patches, pooled }) => crc32(bytesOf(pooled), crc32(bytesOf(patches.codes))));
  return new Set(digests).size;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
