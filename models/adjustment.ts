import type { Fitted } from './fitted';
import { retarget } from './retarget';

/**
 * A threshold that a person chose for a recipe. It outlives a refit: a target holds for the new model too, a moved
 * threshold keeps its distance from the automatic one.
 */
export type Adjustment = ({ target: number } | { factor: number }) & {
  /** Who, '' where nobody has to say. */
  by: string;
  /** ISO 8601. */
  at: string;
  note: string;
};

/** The model with the threshold that holds for it. */
export function adjusted(automatic: Fitted, adjustment: Adjustment | null): Fitted {
  if (!adjustment) return automatic;
  if ('target' in adjustment) return retarget(automatic, adjustment.target);
  const { detector } = automatic;
  return { ...automatic, detector: detector.withThreshold(detector.parts.threshold * adjustment.factor) };
}

/** Checks what was read from a file. */
export function isAdjustment(value: unknown): value is Adjustment {
  if (typeof value !== 'object' || value === null) return false;
  const {
    target,
    factor,
    by,
    at,
    note,
  }: Partial<Record<'target' | 'factor' | 'by' | 'at' | 'note', unknown>> = value;
  return (
    (isPositive(target) ? target < 1 && factor === undefined : isPositive(factor) && target === undefined) &&
    [by, at, note].every((text) => typeof text === 'string')
  );
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
