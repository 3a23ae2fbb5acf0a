import type { Doubt } from './doubt';

export interface FrameSize {
  width: number;
  height: number;
}

/** So many frames of one size show that the camera keeps it; a flow may cut every part out to its own size. */
const ENOUGH = 5;

/** The size that a window's frames have; null while nobody knows, or when they have none in common. */
export function commonSize(looks: readonly FrameSize[]): FrameSize | null {
  if (looks.length < ENOUGH) return null;
  const [{ width, height }] = looks;
  return looks.every((look) => look.width === width && look.height === height) ? { width, height } : null;
}

export function otherSize(look: FrameSize, common: FrameSize | null): Doubt | null {
  if (!common || (look.width === common.width && look.height === common.height)) return null;
  return {
    cause: 'resolution',
    remark: { kind: 'resolution', size: inPixels(look), windowSize: inPixels(common) },
  };
}

function inPixels({ width, height }: FrameSize): string {
  return `${width} x ${height}`;
}
