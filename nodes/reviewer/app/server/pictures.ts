import type { Api, Query } from './api';

/** Pictures kept that nobody looks at any more. */
const KEPT_UNUSED = 300;

interface Kept {
  url: Promise<string>;
  users: number;
}

/** Pictures come with the token in a header, so they are fetched and shown by object URL; unused ones are let go. */
export class Pictures {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly api: Api) {}

  /** Every picture that is taken must be released. */
  take(path: string, query: Query): Promise<string> {
    const key = keyOf(path, query);
    const known = this.kept.get(key);
    this.kept.delete(key);
    const picture = known ?? { url: this.load(path, query), users: 0 };
    picture.users++;
    this.kept.set(key, picture);
    // One that failed is asked for again the next time.
    picture.url.catch(() => {
      if (this.kept.get(key) === picture) this.kept.delete(key);
    });
    return picture.url;
  }

  release(path: string, query: Query): void {
    const picture = this.kept.get(keyOf(path, query));
    if (picture) picture.users--;
    this.shrink();
  }

  private async load(path: string, query: Query): Promise<string> {
    return URL.createObjectURL(await this.api.fetchFile(path, query));
  }

  /** Those looked at longest ago go first. */
  private shrink(): void {
    const unused = [...this.kept].filter(([, { users }]) => users <= 0);
    for (const [key, { url }] of unused.slice(0, Math.max(0, unused.length - KEPT_UNUSED))) {
      this.kept.delete(key);
      url.then(URL.revokeObjectURL, () => {});
    }
  }
}

function keyOf(path: string, query: Query): string {
  return JSON.stringify([path, Object.entries(query).sort()]);
}
