import sharp from 'sharp';
import type { RegionOfInterest } from '../frame/frame';
import { drawHeatMap } from '../frame/heat-map';
import type { PictureKind } from './views';

const THUMBNAIL_SIDE = 160;

/** A frame's stored picture and what its heat map is drawn from. */
export interface Look {
  /** JPEG, at most 640 pixels. */
  preview: Uint8Array;
  /** Anomaly map, `side` x `side`, row by row; 1 is the limit of what good parts show. */
  heat: () => Promise<{ values: Float32Array; side: number }>;
}

/** @returns JPEG */
export async function drawPicture(
  { preview, heat }: Look,
  as: PictureKind,
  region: RegionOfInterest,
): Promise<Uint8Array> {
  if (as === 'frame') return preview;
  if (as === 'thumbnail') return thumbnail(preview);
  const { values, side } = await heat();
  return drawHeatMap(preview, values, side, region);
}

function thumbnail(preview: Uint8Array): Promise<Buffer> {
  return sharp(preview)
    .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 75 })
    .toBuffer();
}
