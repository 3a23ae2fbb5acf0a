import type { ReviewerEvent } from '../../../nodes/reviewer/api';
import { Recorder } from '../recorder';
import { startRuntime, type TestRuntime } from '../runtime';

const PERMISSIONS: Record<string, string> = { engineer: '*', guest: 'read', nobody: 'flows.read' };

/**
 * A Node-RED that asks people who they are: `engineer` may do everything, `guest` may look, `nobody` neither. Their
 * tokens are their names; the tokens of `/auth/token` would keep the process alive until they expire.
 */
export function startWithLogin(): Promise<TestRuntime> {
  const find = async (name: string) =>
    name in PERMISSIONS ? { username: name, permissions: PERMISSIONS[name] } : null;
  const adminAuth = { type: 'credentials', users: find, authenticate: async () => null, tokens: find };
  return startRuntime({ adminAuth }, authorization('engineer'));
}

const authorization = (name: string) => ({ Authorization: `Bearer ${name}` });

export interface Answer<T> {
  status: number;
  body: T;
}

/** The reviewer's routes as one person's browser asks them. */
export class ReviewerClient {
  private constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  static anonymous(runtime: TestRuntime): ReviewerClient {
    return new ReviewerClient(runtime.url, {});
  }

  static login(runtime: TestRuntime, username: string): ReviewerClient {
    return new ReviewerClient(runtime.url, authorization(username));
  }

  async get<T>(path: string, query: Record<string, string> = {}): Promise<Answer<T>> {
    return json(await this.fetch(path, query));
  }

  /** @param headers those of a page that may change something, unless others are given */
  async post<T>(
    path: string,
    query: Record<string, string>,
    body: unknown = {},
    headers: Record<string, string> = { 'X-SROC-Inspection': '1' },
  ): Promise<Answer<T>> {
    const init = { method: 'POST', body: JSON.stringify(body) };
    return json(
      await this.fetch(path, query, { ...init, headers: { 'Content-Type': 'application/json', ...headers } }),
    );
  }

  fetch(
    path: string,
    query: Record<string, string> = {},
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const headers = { ...this.headers, ...init.headers };
    return fetch(`${this.url}/sroc-inspection/${path}?${new URLSearchParams(query)}`, { ...init, headers });
  }

  async listen(): Promise<Listener> {
    const abort = new AbortController();
    const response = await this.fetch('events', {}, { signal: abort.signal });
    return new Listener(response, abort);
  }
}

/** What the page hears live. */
export class Listener {
  readonly events = new Recorder<ReviewerEvent>();
  private readonly reading: Promise<void>;

  constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {
    this.reading = this.read().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.reading;
  }

  /** The next event that fits, of those still to come. */
  next(fits: (event: ReviewerEvent) => boolean): Promise<ReviewerEvent> {
    const seen = this.events.all.length;
    return this.events.first((event) => this.events.all.indexOf(event) >= seen && fits(event));
  }

  private async read(): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    const reader = this.response.body?.getReader();
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return;
      const parts = (rest + decoder.decode(chunk.value, { stream: true })).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (data) this.events.push(JSON.parse(data));
      }
    }
  }
}

/** Node-RED itself refuses without JSON. */
async function json(response: Response) {
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, body: isJson ? await response.json() : await response.text() };
}
