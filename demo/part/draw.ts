import sharp from 'sharp';
import { type Random, random } from '../random';
import { drawDefect } from './defects';
import { driftingLight, expose } from './exposure';
import { frameSize, jitteredPose } from './geometry';
import { outline } from './outline';
import { beltSurface, sensorNoise, turnedSurface } from './surfaces';

/** Draws the camera's view of part after part; frame n of a seed is always the same picture. */
export interface PartDrawer {
  /** JPEG of part number `index` (from 0), 640x480. */
  draw(index: number, defective: boolean): Promise<Buffer>;
}

export function partDrawer(seed: number): PartDrawer {
  const surfaces: Random = random(seed, 1);
  const belt = beltSurface(surfaces, frameSize.width + 160, frameSize.height + 120);
  const faces = Array.from({ length: 6 }, () => turnedSurface(surfaces));
  const noise = sensorNoise(surfaces, 1_000_003);
  return {
    async draw(index, defective) {
      const from = random(seed, 1000 + index);
      const pose = jitteredPose(from);
      const light = driftingLight(index, from);
      const face = faces[from.below(faces.length)];
      const svg = outline(pose, defective ? drawDefect(from) : undefined);
      const overlay = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
      const pixels = expose({ belt, face, overlay, pose, light, noise }, from);
      const raw = { ...frameSize, channels: 3 } as const;
      return sharp(pixels, { raw }).jpeg({ quality: 90 }).toBuffer();
    },
  };
}
