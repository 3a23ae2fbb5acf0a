import { kindOf } from './field-path';

/** A trigger id as cameras and flows give it, a number or its digits; undefined when a uint16 cannot hold it. */
export function toTriggerId(value: unknown): number | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value));
  const id = isNumber ? Number(value) : Number.NaN;
  return Number.isInteger(id) && id >= 0 && id <= 65_535 ? id : undefined;
}

/** The fault of a frame whose trigger id is none. */
export function badTriggerId(value: unknown): string {
  return `The trigger id ${quoted(value)} is no whole number from 0 to 65535.`;
}

/** A value from outside, as a sentence may hold it. */
export function quoted(value: unknown): string {
  if (typeof value === 'object') return `(${kindOf(value)})`;
  const text = String(value);
  return `"${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`;
}
