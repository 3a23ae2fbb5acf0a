/** A text as the editor stores it; a variable of a subflow, group or tab may put a number in its place. */
export function textSetting(value: unknown): string {
  return String(value ?? '');
}
