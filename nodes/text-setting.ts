/** A text as the editor stores it; a variable of a subflow, group or tab may put a number in its place. */
export function textSetting(value: unknown): string {
  return String(value ?? '');
}

/** The first variable in a text that Node-RED did not put in: it is not set, or other text stands beside it. */
export function leftVariable(text: string): string | undefined {
  return /\$\{[^}]*\}/.exec(text)?.[0];
}
