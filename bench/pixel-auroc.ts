import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { decodeFrame, MIN_SIDE } from '../models/frame/decode';
import type { WindowFit } from '../models/learning/fit';
import type { WindowFrame } from '../models/learning/window';
import type { WindowHead } from '../models/learning/window-head';
import { WHOLE } from './features';
import type { BenchSample } from './variants';

/** Distances are counted in so many steps; the error of the area is far below what is printed. */
const STEPS = 1 << 16;

/** A tested picture and the distances of its patches, a square row by row. */
export interface PatchMap {
  map: Float32Array;
  /** Row by row, 1 where the part is defective; null where all of it is good. */
  mask: Uint8Array | null;
  width: number;
  height: number;
}

/**
 * Area under the ROC curve of single pixels: every tested good picture and every tested defect that has a mask, the
 * patch distances upsampled to the picture. NaN when none has a mask.
 */
export async function pixelAuroc(
  fit: WindowFit,
  samples: readonly BenchSample[],
  frames: readonly WindowFrame[],
  head: WindowHead,
): Promise<number> {
  const wanted = [...samples.keys()].filter((at) => samples[at].mask || !samples[at].defective);
  if (!wanted.some((at) => samples[at].mask)) return Number.NaN;
  const maps = await head.patchMaps(
    wanted.map((at) => frames[at]),
    fit.detector.parts.patch,
  );
  const pictures = wanted.map(async (at, index) => ({ map: maps[index], ...(await readMask(samples[at])) }));
  return areaOverPixels(await Promise.all(pictures));
}

export function areaOverPixels(pictures: readonly PatchMap[]): number {
  const most = Math.max(...pictures.map(({ map }) => map.reduce((high, value) => Math.max(high, value), 0)));
  const good = new Float64Array(STEPS);
  const defective = new Float64Array(STEPS);
  for (const { map, mask, width, height } of pictures) {
    const pixels = upsample(map, width, height);
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const step = Math.min(STEPS - 1, Math.floor((pixels[pixel] / most) * STEPS));
      if (mask?.[pixel]) defective[step]++;
      else good[step]++;
    }
  }
  let below = 0;
  let pairs = 0;
  let defects = 0;
  for (let step = 0; step < STEPS; step++) {
    pairs += defective[step] * (below + good[step] / 2);
    below += good[step];
    defects += defective[step];
  }
  return pairs / (below * defects);
}

/** Bilinear, pixel centres on pixel centres; a square map to a picture of any proportions. */
export function upsample(map: Float32Array, width: number, height: number): Float32Array {
  const side = Math.round(Math.sqrt(map.length));
  const columns = positions(width, side);
  const rows = positions(height, side);
  const pixels = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = rows[y];
    for (let x = 0; x < width; x++) {
      const column = columns[x];
      const top = blend(
        map[row.before * side + column.before],
        map[row.before * side + column.after],
        column.share,
      );
      const low = blend(
        map[row.after * side + column.before],
        map[row.after * side + column.after],
        column.share,
      );
      pixels[y * width + x] = blend(top, low, row.share);
    }
  }
  return pixels;
}

function positions(length: number, side: number) {
  return Array.from({ length }, (_, pixel) => {
    const place = Math.min(side - 1, Math.max(0, ((pixel + 0.5) * side) / length - 0.5));
    const before = Math.floor(place);
    return { before, after: Math.min(side - 1, before + 1), share: place - before };
  });
}

function blend(one: number, other: number, share: number): number {
  return one + share * (other - one);
}

async function readMask({ path, mask }: BenchSample) {
  if (!mask) {
    const { source } = await decodeFrame({ data: await readFile(path) }, MIN_SIDE, WHOLE);
    return { ...source, mask: null };
  }
  const picture = sharp(await readFile(mask))
    .flatten()
    .toColourspace('b-w')
    .extractChannel(0)
    .raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, mask: data.map((value) => (value > 0 ? 1 : 0)) };
}
