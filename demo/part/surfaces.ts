import type { Random } from '../random';
import { flange } from './geometry';

/** Grey picture, one byte a pixel. */
export interface Surface {
  width: number;
  height: number;
  grey: Uint8Array;
}

/** Conveyor belt: dark rubber with a weave, larger than a frame so that each part lies on another piece of it. */
export function beltSurface(from: Random, width: number, height: number): Surface {
  const grey = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const weave = 5 * Math.sin(column * 0.55) * Math.sin(row * 0.55);
      grey[row * width + column] = 46 + weave + 5 * (from.next() - 0.5);
    }
  }
  return { width, height, grey };
}

/**
 * Face of the turned part, a square as wide as the flange. The tool leaves concentric rings, and rings shine in the
 * direction of the lamp, so the sheen stays where it is however the part is turned.
 */
export function turnedSurface(from: Random): Surface {
  const size = 2 * flange.radius;
  const grey = new Uint8Array(size * size);
  const rings = Float64Array.from({ length: 2 * flange.radius + 2 }, () => from.normal() * 5);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const left = column - flange.radius + 0.5;
      const top = row - flange.radius + 0.5;
      const distance = Math.hypot(left, top);
      const sheen = 34 * Math.cos(2 * (Math.atan2(top, left) - 0.9)) ** 3;
      const groove = rings[Math.min(rings.length - 1, Math.floor(distance * 2))];
      const hub = distance < flange.hub ? 16 : 0;
      grey[row * size + column] = Math.max(0, Math.min(255, 150 + sheen + groove + hub));
    }
  }
  return { width: size, height: size, grey };
}

/** Sensor noise, standard deviation 1 = 16 steps, as a ring of numbers that each frame enters somewhere else. */
export function sensorNoise(from: Random, length: number): Int8Array {
  return Int8Array.from({ length }, () => Math.max(-127, Math.min(127, Math.round(from.normal() * 16))));
}
