import sharp, { type Sharp } from 'sharp';
import type { Random } from '../../demo/random';
import { bitmap } from '../../test/models/bitmaps';

/** A picture file of one format, to be damaged. */
export interface Seed {
  format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'bmp' | 'raw';
  bytes: Buffer;
}

/** Pixels in each direction: so few that a hundred thousand are quick, and enough to be judged. */
export const MUTANT_SIDE = 64;

export async function seeds(parts: readonly Buffer[]): Promise<Seed[]> {
  const encoders: Record<Exclude<Seed['format'], 'bmp'>, (picture: Sharp) => Sharp> = {
    jpeg: (picture) => picture.jpeg(),
    png: (picture) => picture.png(),
    webp: (picture) => picture.webp(),
    tiff: (picture) => picture.tiff(),
    raw: (picture) => picture.raw(),
  };
  const found: Seed[] = [];
  for (const part of parts) {
    const small = await sharp(part).resize(MUTANT_SIDE, MUTANT_SIDE).removeAlpha().raw().toBuffer();
    const layout = { width: MUTANT_SIDE, height: MUTANT_SIDE, channels: 3 as const };
    for (const format of ['jpeg', 'png', 'webp', 'tiff', 'raw'] as const) {
      const bytes = await encoders[format](sharp(small, { raw: layout })).toBuffer();
      found.push({ format, bytes });
    }
    found.push({ format: 'bmp', bytes: bitmap({ data: small, ...layout }, { bits: 24 }) });
  }
  return found;
}

type Mutation = (bytes: Buffer, draw: Random, others: readonly Seed[]) => Buffer;

const mutations: Record<string, Mutation> = {
  untouched: (bytes) => bytes,
  'flipped bits': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    for (let flips = 1 + draw.below(16); flips > 0; flips--)
      copy[draw.below(copy.length)] ^= 1 << draw.below(8);
    return copy;
  },
  'flipped header bits': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    const header = Math.min(64, copy.length);
    for (let flips = 1 + draw.below(4); flips > 0; flips--) copy[draw.below(header)] ^= 1 << draw.below(8);
    return copy;
  },
  truncated: (bytes, draw) => bytes.subarray(0, draw.below(bytes.length)),
  'swapped header': (bytes, draw, others) => {
    const other = others[draw.below(others.length)].bytes;
    const header = 1 + draw.below(64);
    return Buffer.concat([other.subarray(0, header), bytes.subarray(header)]);
  },
  'huge numbers': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    const at = draw.below(Math.max(1, Math.min(copy.length - 4, 200)));
    if (copy.length >= 4) copy.writeUInt32LE([0xffffffff, 0x7fffffff, 0, 0x10000][draw.below(4)], at);
    return copy;
  },
  'repeated piece': (bytes, draw) => {
    const at = draw.below(bytes.length);
    const piece = bytes.subarray(at, at + draw.below(400));
    return Buffer.concat([bytes.subarray(0, at), piece, piece, bytes.subarray(at)]);
  },
  noise: (_bytes, draw) => Buffer.from(Array.from({ length: 1 + draw.below(600) }, () => draw.below(256))),
};

export const mutationNames = Object.keys(mutations);

/** One damaged file; the same draws give the same one. */
export function mutant(all: readonly Seed[], draw: Random): Seed & { mutation: string } {
  const seed = all[draw.below(all.length)];
  const mutation = mutationNames[draw.below(mutationNames.length)];
  return { format: seed.format, mutation, bytes: mutations[mutation](seed.bytes, draw, all) };
}
