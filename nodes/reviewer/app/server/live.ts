import type { Overview, ReviewerEvent, VerdictPoint } from '../../api';
import { AnswerOrder } from './answer-order';
import type { Api, Place } from './api';
import { EventStreamReader } from './event-stream';
import { Patience } from './patience';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** A stream that lasted so long and then ended in order was ended by Node-RED, which looks at the login again. */
const WHOLE_STREAM_MS = 60_000;
/** Two of the server's beats (live-hub.ts) and a little: whoever is silent for so long is not there. */
const SILENT_MS = 35_000;
/** As many verdicts as the server keeps of a recipe. */
const VERDICTS_KEPT = 1000;

export type Connection = 'connecting' | 'live' | 'lost';
export type Changed = Extract<ReviewerEvent, { type: 'changed' }>['what'];

const keyOf = ({ station, recipe }: Place) => JSON.stringify([station, recipe]);

/** What the server pushes. Comes back by itself after an outage, and then lets every view ask anew. */
export class Live {
  connection: Connection = 'connecting';
  overview: Overview | null = null;
  private readonly overviews = new AnswerOrder();
  private readonly verdicts = new Map<string, VerdictPoint[]>();
  private readonly changes = new Map<string, number>();
  /** Connections so far: after each, what was missed has to be asked for. The views may ask before the first. */
  private connections = 0;
  private readonly listeners = new Set<() => void>();
  /** By so much the server's clock is ahead of this device's, milliseconds: a panel's clock is often wrong. */
  private ahead = 0;
  private stop: AbortController | null = null;

  constructor(private readonly api: Api) {}

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Milliseconds since the epoch, as good as the server has told. */
  get serverTime(): number {
    return Date.now() + this.ahead;
  }

  /** Verdicts that came since the page looks at this recipe, the oldest first. */
  verdictsOf(place: Place): readonly VerdictPoint[] {
    return this.verdicts.get(keyOf(place)) ?? [];
  }

  /** A number that is another one whenever the view has to be asked for again. */
  version(place: Place, what: Changed): string {
    return `${this.connections}.${this.changes.get(keyOf(place) + what) ?? 0}`;
  }

  /** An answer that holds everything anew. */
  take(overview: Overview): void {
    this.overview = overview;
    this.tell();
  }

  /**
   * Waits for a change that was just asked for and is answered with the overview. When another one is pushed meanwhile,
   * that is the newer one, or the next that is pushed is.
   * @throws as the change does
   */
  async change(asked: Promise<Overview>): Promise<void> {
    const mayShow = this.overviews.change();
    const overview = await asked;
    if (mayShow()) this.take(overview);
  }

  start(): void {
    if (this.stop) return;
    this.stop = new AbortController();
    this.connection = 'connecting';
    this.tell();
    this.run(this.stop.signal);
  }

  end(): void {
    this.stop?.abort();
    this.stop = null;
  }

  private async run(signal: AbortSignal): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!signal.aborted) {
      const from = performance.now();
      try {
        await this.listen(signal, () => {
          wait = FIRST_WAIT_MS;
        });
        if (performance.now() - from > WHOLE_STREAM_MS) continue;
      } catch {
        // What ended it does not matter: the way back is the same.
      }
      if (signal.aborted) return;
      this.connection = 'lost';
      this.tell();
      await pause(wait, signal);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }

  private async listen(signal: AbortSignal, opened: () => void): Promise<void> {
    const patience = new Patience(SILENT_MS, signal);
    try {
      const answer = await this.api.request('events', {}, { signal: patience.signal });
      if (!answer.body) return;
      const told = Date.parse(answer.headers.get('date') ?? '');
      if (!Number.isNaN(told)) this.ahead = told - Date.now();
      opened();
      this.connections++;
      this.connection = 'live';
      this.tell();
      const reader = new EventStreamReader();
      const pieces = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await pieces.read();
        if (done) return;
        patience.heard();
        for (const message of reader.push(value)) this.hear(JSON.parse(message.data));
      }
    } finally {
      patience.end();
    }
  }

  private hear(event: ReviewerEvent): void {
    if (event.type === 'overview') {
      this.overviews.pushed();
      this.overview = event.overview;
    }
    if (event.type === 'verdicts') {
      const known = this.verdicts.get(keyOf(event)) ?? [];
      this.verdicts.set(keyOf(event), [...known, ...event.verdicts].slice(-VERDICTS_KEPT));
    }
    if (event.type === 'changed') {
      const key = keyOf(event) + event.what;
      this.changes.set(key, (this.changes.get(key) ?? 0) + 1);
    }
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    const now = () => {
      clearTimeout(timer);
      done();
    };
    signal.addEventListener('abort', now, { once: true });
    // The network came back: no need to wait on.
    addEventListener('online', now, { once: true, signal });
  });
}
