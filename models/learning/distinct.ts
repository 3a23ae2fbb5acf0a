import { crc32 } from 'node:zlib';
import type { WindowFrame } from './window';

/**
 * How many different pictures these frames are of; one picture has the same features whenever it comes.
 * @param enough more of them are not looked for
 */
export function distinctPictures(
  frames: readonly Pick<WindowFrame, 'patches' | 'pooled'>[],
  enough: number,
): number {
  const digests = new Set<number>();
  for (const { patches, pooled } of frames) {
    digests.add(crc32(bytesOf(pooled), crc32(bytesOf(patches.codes))));
    if (digests.size === enough) break;
  }
  return digests.size;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
