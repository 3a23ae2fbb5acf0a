/** Spreadsheets take a text that begins so for a formula; camera data must not become one. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as RFC 4180 has them, the first one with the names of the columns. */
export function toCsv(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
