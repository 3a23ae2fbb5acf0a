import type { StoredArray } from '../store/record';

/** What a value from a file is, that may be anything. */

export function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}

export function isFinite32(array: StoredArray): boolean {
  return !(array instanceof Float32Array) || array.every(Number.isFinite);
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isPositive(value: unknown): boolean {
  return isNumber(value) && value > 0;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
