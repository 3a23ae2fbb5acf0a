/** Rows of the same keys as a Markdown table; numbers to four figures, a dash for NaN. */
export function markdownTable(rows: readonly object[]): string {
  if (rows.length === 0) return '';
  const columns = Object.keys(rows[0]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) => line(Object.values(row).map(cell)));
  return [line(columns), line(columns.map(() => '---')), ...body].join('\n');
}

function cell(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return '–';
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}

/** The mean over all rows that agree in `same`; `averaged` is what they differ in and becomes "mean". */
export function meanRows<Row extends object>(
  rows: readonly Row[],
  same: readonly (keyof Row)[],
  averaged: keyof Row,
): Record<string, unknown>[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(same.map((name) => row[name]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const columns = Object.entries(group[0]).map(([name, first]) => {
      if (name === averaged) return [name, 'mean'];
      if (typeof first !== 'number') return [name, first];
      return [name, mean(group.map((row) => Number(new Map(Object.entries(row)).get(name))))];
    });
    return Object.fromEntries(columns);
  });
}

/** Of the known ones; NaN when none is. */
export function mean(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
