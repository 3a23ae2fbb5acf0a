import type { ServerResponse } from 'node:http';
import type { Overview, ReviewerEvent } from './api';

/** A client that takes nothing for so long is gone, milliseconds. */
const PATIENCE_MS = 60_000;
/** After so long a page has to ask anew, milliseconds: its login may have ended meanwhile. */
const ASK_AGAIN_MS = 600_000;

/** One page that listens. What a slow one cannot take is not queued: it is told later what to ask for again. */
export class LiveClient {
  private overview = '';
  private readonly owed = new Map<string, ReviewerEvent>();
  private blockedSince: number | null = null;

  /**
   * @param who what is told to this client alone
   * @param since milliseconds since the epoch, as every `now`
   */
  constructor(
    private readonly response: ServerResponse,
    private readonly who: Omit<Overview, 'stations'>,
    private readonly since: number,
  ) {
    // Nobody else listens for it, and an error that nobody listens for ends Node-RED.
    response.on('error', () => response.destroy());
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
  }

  /** Sends what has happened since the last time, and the overview when it has changed. */
  update(stations: Overview['stations'], events: readonly ReviewerEvent[], now: number): void {
    const blocked = this.blocked(now);
    if (now - this.since > ASK_AGAIN_MS) {
      // The end of a page that takes nothing waits behind all the rest, and would never come.
      if (blocked) this.response.destroy();
      else this.response.end();
      return;
    }
    if (blocked) {
      for (const event of events) this.owe(event);
      return;
    }
    for (const event of [...this.owed.values(), ...events]) this.send(event);
    this.owed.clear();
    const overview: Overview = { stations, ...this.who };
    const text = JSON.stringify(overview);
    if (text === this.overview) return;
    this.overview = text;
    this.send({ type: 'overview', overview });
  }

  beat(): void {
    if (this.takes) this.response.write(':\n\n');
  }

  private send(event: ReviewerEvent): void {
    this.response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  private get takes(): boolean {
    return !this.response.writableEnded && !this.response.writableNeedDrain;
  }

  private blocked(now: number): boolean {
    if (this.takes) {
      this.blockedSince = null;
      return false;
    }
    this.blockedSince ??= now;
    if (now - this.blockedSince > PATIENCE_MS) this.response.destroy();
    return true;
  }

  private owe(event: ReviewerEvent): void {
    if (event.type === 'overview') return;
    const { station, recipe } = event;
    const what = event.type === 'verdicts' ? 'scores' : event.what;
    this.owed.set(JSON.stringify([station, recipe, what]), { type: 'changed', station, recipe, what });
  }
}
