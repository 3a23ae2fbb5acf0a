import type { RefusalAnswer } from '../../api';
import type { Session } from './session';

/** A request that was not answered as asked; the message is a sentence for the person. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 when there was no answer at all. */
    readonly status: number,
  ) {
    super(message);
  }
}

export interface Place {
  station: string;
  recipe: string;
}

export type Query = Record<string, string | number | undefined>;

/** What failures are in words. */
export interface ApiTexts {
  refused(answer: RefusalAnswer): string;
  unreachable(): string;
  denied(): string;
  failed(status: number): string;
}

/** The routes of nodes/reviewer/api.ts. */
export class Api {
  /** Called when a request is refused because nobody, or the wrong one, is logged in. */
  onDenied: () => void = () => {};

  constructor(
    private readonly base: URL,
    private readonly session: Session,
    private readonly texts: ApiTexts,
  ) {}

  async get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    return (await this.request(path, query)).json();
  }

  async post<Answer>(path: string, query: Query, body: object = {}): Promise<Answer> {
    return (await this.send(path, query, JSON.stringify(body), 'application/json')).json();
  }

  /** Posts a file; the answer is JSON. */
  async upload<Answer>(path: string, query: Query, file: Blob): Promise<Answer> {
    return (await this.send(path, query, file, 'application/octet-stream')).json();
  }

  /** A file to save. */
  async fetchFile(path: string, query: Query, body?: object): Promise<Blob> {
    const answer = body
      ? await this.send(path, query, JSON.stringify(body), 'application/json')
      : await this.request(path, query);
    return answer.blob();
  }

  /** Whether whoever asks may change anything. */
  async mayWrite(): Promise<boolean> {
    try {
      await this.request('may-write', {}, {}, () => {});
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return false;
      throw error;
    }
  }

  /** The answer as it comes, for streams and pictures. @throws ApiError */
  async request(
    path: string,
    query: Query = {},
    init: RequestInit = {},
    denied = this.onDenied,
  ): Promise<Response> {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
    }
    const token = this.session.token();
    const headers = new Headers(init.headers);
    if (token !== null) headers.set('Authorization', `Bearer ${token}`);
    const answer = await fetch(url, { ...init, headers }).catch((error: Error) => {
      if (error.name === 'AbortError') throw error;
      throw new ApiError(this.texts.unreachable(), 0);
    });
    if (answer.ok) return answer;
    if (answer.status === 401) denied();
    throw new ApiError(await this.sentence(answer), answer.status);
  }

  private send(path: string, query: Query, body: BodyInit, type: string): Promise<Response> {
    const headers = { 'Content-Type': type, 'X-SROC-Inspection': '1' };
    return this.request(path, query, { method: 'POST', headers, body });
  }

  private async sentence(answer: Response): Promise<string> {
    const refusal: RefusalAnswer = await answer.json().catch(() => ({ error: '' }));
    if (refusal.error) return this.texts.refused(refusal);
    return answer.status === 401 ? this.texts.denied() : this.texts.failed(answer.status);
  }
}
