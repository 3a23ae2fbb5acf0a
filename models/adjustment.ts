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
