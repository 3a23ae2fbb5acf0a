import sharp from 'sharp';
import { partDrawer } from '../demo/part/draw';

/** The camera's resolution in the speed benches, pixels in each direction. */
export const CAMERA_SIDE = 700;

/** Drawn parts as 700 x 700 JPEG; every tenth is defective. */
export async function cameraFrames(count: number, seed = 1): Promise<Buffer[]> {
  const drawer = partDrawer(seed);
  const frames: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    const picture = await drawer.draw(index, index % 10 === 9);
    const resized = sharp(picture).resize(CAMERA_SIDE, CAMERA_SIDE, { fit: 'fill' });
    frames.push(await resized.jpeg({ quality: 95 }).toBuffer());
  }
  return frames;
}
