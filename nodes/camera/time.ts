/** Largest value still read in each unit, and what makes milliseconds of it: 1e11 s is the year 5138. */
const units: [number, number][] = [
  [1e11, 1000],
  [1e14, 1],
  [1e17, 1e-3],
  [1e20, 1e-6],
];

/**
 * ISO 8601 of a camera's time: a date as text, or a number since 1970 in seconds, milliseconds, microseconds or
 * nanoseconds, told apart by size. undefined when it is no time.
 */
export function toIsoTime(value: unknown): string | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  return /^\s*\d+(\.\d+)?\s*$/.test(value) ? fromNumber(Number(value)) : iso(new Date(value));
}

function fromNumber(value: number): string | undefined {
  const unit = units.find(([largest]) => value > 0 && value <= largest);
  return unit && iso(new Date(Math.round(value * unit[1])));
}

function iso(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
