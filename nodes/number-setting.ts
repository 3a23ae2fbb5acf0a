/** A number as the editor stores it (often a string), kept within limits; `fallback` where there is none. */
export function numberSetting(value: unknown, fallback: number, least: number, most: number): number {
  const given = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const parsed = given ? Number(value) : Number.NaN;
  return Number.isFinite(parsed) ? Math.min(most, Math.max(least, parsed)) : fallback;
}

/** Quality of service, 0 to 2. */
export function qosSetting(value: unknown, fallback: 0 | 1 | 2): 0 | 1 | 2 {
  const qos = numberSetting(value, fallback, 0, 2);
  return qos === 0 || qos === 2 ? qos : 1;
}
