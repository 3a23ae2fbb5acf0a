/** Rows of the same keys as a Markdown table; numbers to four figures. */
export function markdownTable(rows: readonly object[]): string {
  if (rows.length === 0) return '';
  const columns = Object.keys(rows[0]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) => line(Object.values(row).map(cell)));
  return [line(columns), line(columns.map(() => '---')), ...body].join('\n');
}

function cell(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? String(value) : value.toPrecision(4).replace(/\.?0+$/, '');
}
