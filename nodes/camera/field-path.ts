/**
 * What stands at `path` ("image", "meta.part.id", "frames.0.data") in parsed JSON; undefined when nothing does.
 * Only own properties count, so that "constructor" finds nothing.
 */
export function valueAt(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** What a JSON value is, for a sentence; never its content, which may be huge or nested without end. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
