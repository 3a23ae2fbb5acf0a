import type { WindowFrame } from './window';

export const FOLDS = 5;

/** Fold (0..4) of every frame, in turn. */
export function assignFolds(frames: readonly WindowFrame[]): number[] {
  return frames.map((_, index) => index % FOLDS);
}
