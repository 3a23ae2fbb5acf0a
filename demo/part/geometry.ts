import type { Random } from '../random';

/** The demo part: a turned flange with six bolt holes, a bore and a keyway. Lengths in pixels of the frame. */
export const frameSize = { width: 640, height: 480 };
export const flange = {
  radius: 196,
  hub: 104,
  bore: 56,
  keyway: { width: 22, depth: 16 },
  holes: { count: 6, radius: 17, circle: 150 },
};

/** How one part lies under the camera. */
export interface Pose {
  /** Centre of the part, in pixels. */
  left: number;
  top: number;
  /** Rotation in degrees. */
  turn: number;
}

/** The fixture lets a part move a few pixels and degrees. */
export function jitteredPose(from: Random): Pose {
  return {
    left: frameSize.width / 2 + from.between(-7, 7),
    top: frameSize.height / 2 + from.between(-6, 6),
    turn: from.between(-4, 4),
  };
}

/** Centre of bolt hole `index` (0..5) relative to the centre of the part, before it is turned. */
export function holeCentre(index: number): { left: number; top: number } {
  const angle = ((index + 0.5) / flange.holes.count) * 2 * Math.PI;
  return { left: flange.holes.circle * Math.cos(angle), top: flange.holes.circle * Math.sin(angle) };
}
