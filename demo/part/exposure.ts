import type { Random } from '../random';
import { flange, frameSize, type Pose } from './geometry';
import type { Surface } from './surfaces';

/** Light on one frame. */
export interface Light {
  /** Overall brightness, about 1. */
  level: number;
  /** Relative change of brightness from the left edge to the right, and from top to bottom. */
  across: number;
  down: number;
  /** Colour cast: factor of red; blue gets its inverse. */
  warmth: number;
}

/** Lamps drift within some tens of frames, each in its own time, so that a window has seen most of it, and flicker. */
export function driftingLight(frame: number, from: Random): Light {
  return {
    level: 1 + 0.05 * Math.sin(frame / 7) + 0.012 * from.normal(),
    across: 0.1 * Math.sin(frame / 9 + 1) + 0.01 * from.normal(),
    down: 0.08 * Math.cos(frame / 11) + 0.01 * from.normal(),
    warmth: 1 + 0.012 * Math.sin(frame / 13) + 0.003 * from.normal(),
  };
}

/** The things a frame is put together from. */
export interface Scene {
  belt: Surface;
  face: Surface;
  /** RGBA picture of the whole frame: machined features and defect. */
  overlay: Uint8Array;
  pose: Pose;
  light: Light;
  noise: Int8Array;
}

/** Standard deviation of the sensor's noise in grey values. */
const noiseLevel = 2.6;

/** Lays belt, shadow, part and features over each other and exposes them: RGB, three bytes a pixel. */
export function expose(scene: Scene, from: Random): Uint8Array {
  const { width, height } = frameSize;
  const { belt, face, overlay, pose, light, noise } = scene;
  const out = new Uint8ClampedArray(width * height * 3);
  const beltColumn = from.below(belt.width - width);
  const beltRow = from.below(belt.height - height);
  const faceLeft = Math.round(pose.left - flange.radius);
  const faceTop = Math.round(pose.top - flange.radius);
  const start = from.below(noise.length);
  for (let row = 0, pixel = 0; row < height; row++) {
    for (let column = 0; column < width; column++, pixel++) {
      let grey = belt.grey[(row + beltRow) * belt.width + column + beltColumn];
      const distance = Math.hypot(column - pose.left, row - pose.top);
      const shadow = Math.hypot(column - pose.left - 9, row - pose.top - 11) - flange.radius;
      if (shadow < 12) grey *= shadow < 0 ? 0.45 : 0.45 + (0.55 * shadow) / 12;
      if (distance < flange.radius - 1) grey = face.grey[(row - faceTop) * face.width + column - faceLeft];
      const cover = overlay[pixel * 4 + 3] / 255;
      const sideways = column / width - 0.5;
      const downwards = row / height - 0.5;
      const vignette = 1 - 0.5 * (sideways * sideways + downwards * downwards);
      const gain = light.level * (1 + light.across * sideways + light.down * downwards) * vignette;
      for (let channel = 0; channel < 3; channel++) {
        const tint = channel === 0 ? light.warmth : channel === 2 ? 1.015 / light.warmth : 1;
        const value = grey * (1 - cover) + overlay[pixel * 4 + channel] * cover;
        const grain = noise[(start + pixel * 3 + channel) % noise.length];
        out[pixel * 3 + channel] = value * gain * tint + (grain * noiseLevel) / 16;
      }
    }
  }
  return new Uint8Array(out.buffer);
}
