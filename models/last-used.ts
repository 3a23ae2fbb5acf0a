/** Which of many keys were used last: what a bounded memory of them holds. */
export class LastUsed<Key> {
  private readonly keys = new Set<Key>();

  constructor(private readonly limit: number) {}

  /** @returns whether the key was among the last used ones, and which one it drove out, if any */
  use(key: Key): { known: boolean; drivenOut: Key | null } {
    const known = this.keys.delete(key);
    this.keys.add(key);
    if (this.keys.size <= this.limit) return { known, drivenOut: null };
    const [oldest] = this.keys;
    this.keys.delete(oldest);
    return { known, drivenOut: oldest };
  }

  forget(key: Key): void {
    this.keys.delete(key);
  }
}
