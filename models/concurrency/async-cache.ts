/** Values that take time to load: each is loaded once, and again only after a failure. */
export class AsyncCache<Key, Value> {
  private readonly entries = new Map<Key, Promise<Value>>();

  get size(): number {
    return this.entries.size;
  }

  has(key: Key): boolean {
    return this.entries.has(key);
  }

  get(key: Key, load: () => Promise<Value>): Promise<Value> {
    const known = this.entries.get(key);
    if (known) return known;
    const loading = load();
    this.entries.set(key, loading);
    loading.catch(() => this.entries.delete(key));
    return loading;
  }

  delete(key: Key): void {
    this.entries.delete(key);
  }

  values(): Promise<Value[]> {
    return Promise.all(this.entries.values());
  }
}
