import sharp from 'sharp';
import type { RegionOfInterest } from './frame';

/** Heat below this share of the limit is left transparent: the part must stay visible. */
const COLD = 0.8;
/** Heat from this multiple of the limit on is painted at full strength. */
const HOT = 2.4;

/**
 * Lays the anomaly map over the picture of the whole frame.
 * @param picture JPEG
 * @param heat `side` x `side`, row by row; 1 is the limit of what good parts show
 * @returns JPEG of the same size
 */
export async function drawHeatMap(
  picture: Uint8Array,
  heat: Float32Array,
  side: number,
  region: RegionOfInterest,
): Promise<Buffer> {
  const base = sharp(picture);
  const { width, height } = await base.metadata();
  const overlayWidth = Math.max(1, Math.round(region.width * width));
  const overlayHeight = Math.max(1, Math.round(region.height * height));
  const overlay = await sharp(colours(heat), { raw: { width: side, height: side, channels: 4 } })
    .resize(overlayWidth, overlayHeight, { fit: 'fill', kernel: 'cubic' })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const left = Math.min(width - overlayWidth, Math.round(region.left * width));
  const top = Math.min(height - overlayHeight, Math.round(region.top * height));
  return base
    .composite([{ input: overlay, left: Math.max(0, left), top: Math.max(0, top) }])
    .jpeg({ quality: 82 })
    .toBuffer();
}

/** From transparent yellow over orange to red, RGBA. */
function colours(heat: Float32Array): Uint8Array {
  const rgba = new Uint8Array(heat.length * 4);
  heat.forEach((value, index) => {
    const strength = Math.min(1, Math.max(0, (value - COLD) / (HOT - COLD)));
    rgba.set([255, Math.round(220 * (1 - strength)), 0, Math.round(160 * strength)], index * 4);
  });
  return rgba;
}
