/** Id of a frame whose own one could not be read: no part waits for it, so no part can get its verdict. */
export const nobodysId = 0;

/** A whole number as node-opcua gives it; 64-bit integers come as two halves, of which the lower one is enough here. */
function toWhole(value: unknown): { low: number; high: number } | undefined {
  if (Array.isArray(value)) {
    const [high, low] = value.map(Number);
    return Number.isInteger(low) && Number.isInteger(high) ? { low, high } : undefined;
  }
  if (typeof value === 'boolean' || value === null || value === '') return undefined;
  const low = Number(value);
  return Number.isInteger(low) ? { low, high: 0 } : undefined;
}

/** What a trigger counter of any integer type stands at, as uint16; undefined when the value is no whole number. */
export function toCount(value: unknown): number | undefined {
  const whole = toWhole(value);
  return whole && whole.low & 0xffff;
}

/** A trigger id that was given as such: 0..65535. Cut to size, any other number could be another part's id. */
export function toTriggerId(value: unknown): number | undefined {
  const whole = toWhole(value);
  return whole && whole.high === 0 && whole.low >= 0 && whole.low <= 0xffff ? whole.low : undefined;
}
