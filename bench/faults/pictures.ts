import sharp from 'sharp';
import { partDrawer } from '../../demo/part/draw';

/** Large enough to be judged, small enough to draw and send by the thousand. */
const SIDE = 200;

/** Drawn parts as small JPEG; every tenth is defective. */
export async function smallParts(count: number, seed: number): Promise<Buffer[]> {
  const drawer = partDrawer(seed);
  const parts: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    const picture = await drawer.draw(index, index % 10 === 9);
    parts.push(await sharp(picture).resize(SIDE, SIDE, { fit: 'fill' }).jpeg({ quality: 90 }).toBuffer());
  }
  return parts;
}
