import { quantile } from '../statistics';
import type { Doubt } from './doubt';
import type { FrameLook } from './look';

/** What the good frames of a window look like: the darkest and plainest of them, a few aside. */
export interface NormalLook {
  mean: number;
  high: number;
  saturated: number;
  structure: number;
}

/** Share of good frames that may lie outside. */
const ASIDE = 0.05;
/** Blocks within so few grey levels show nothing at all, whatever the part. */
const NOTHING = 8;
/** Mean grey level below which such a picture is called black, and above which overexposed. */
const BLACK = 40;
const WHITE = 215;
/** A frame darker than this share of the darkest good ones is black. */
const MUCH_DARKER = 0.35;
/** Nothing can be told from the darkness of a part whose good frames are as dark as this. */
const DARK_PART = 30;
/** A frame is overexposed when so much more of it is white than of good ones (0..1). */
const MORE_WHITE = 0.4;
/** A frame with less than this share of the plainest good frames' structure is covered. */
const MUCH_PLAINER = 0.2;

/** @returns null when there are no frames to learn from */
export function normalLook(looks: readonly FrameLook[]): NormalLook | null {
  if (looks.length === 0) return null;
  const low = (of: keyof NormalLook) =>
    quantile(
      looks.map((look) => look[of]),
      ASIDE,
    );
  return {
    mean: low('mean'),
    high: low('high'),
    structure: low('structure'),
    saturated: quantile(
      looks.map((look) => look.saturated),
      1 - ASIDE,
    ),
  };
}

/**
 * Whether the camera saw anything. Without knowing what is normal only a picture that is the same grey all over is
 * doubted: good frames of a part in dark field may be nearly black, and those of sheet material nearly plain.
 */
export function cannotSee(look: FrameLook, normal: NormalLook | null): Doubt | null {
  if (look.range <= NOTHING) {
    if (look.mean < BLACK) return black;
    return look.mean > WHITE ? overexposed : covered;
  }
  if (!normal) return null;
  const darker = (of: 'mean' | 'high') => look[of] < MUCH_DARKER * normal[of];
  if (normal.high > DARK_PART && darker('mean') && darker('high')) return black;
  if (look.saturated > normal.saturated + MORE_WHITE) return overexposed;
  return look.structure < MUCH_PLAINER * normal.structure ? covered : null;
}

const black: Doubt = { cause: 'black', remark: { kind: 'black' } };
const overexposed: Doubt = { cause: 'overexposed', remark: { kind: 'overexposed' } };
const covered: Doubt = { cause: 'covered', remark: { kind: 'covered' } };
