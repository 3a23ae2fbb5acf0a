import type { Response } from 'express';
import { type ChangedView, news } from '../inspect/news';
import type { Overview, ReviewerEvent, VerdictPoint } from './api';
import { LiveClient } from './live-client';
import { stationsHealth } from './overview';
import { Refusal } from './refusal';

const UPDATE_MS = 500;
const BEAT_MS = 15_000;
/** Verdicts of one recipe that are told at once; a page shows no more. */
const MOST_VERDICTS = 1000;
const MOST_CLIENTS = 100;

/** Tells every page that listens what changes, at most twice a second. Costs nothing while nobody listens. */
export class LiveHub {
  private readonly clients = new Set<LiveClient>();
  private verdicts = new Map<string, Extract<ReviewerEvent, { type: 'verdicts' }>>();
  private changes = new Map<string, ReviewerEvent>();
  private timers: NodeJS.Timeout[] = [];

  /** @throws Refusal when too many listen */
  listen(response: Response, who: Omit<Overview, 'stations'>): void {
    if (this.clients.size >= MOST_CLIENTS) {
      throw new Refusal(503, { kind: 'pages-full', most: MOST_CLIENTS });
    }
    const client = new LiveClient(response, who, Date.now());
    this.clients.add(client);
    if (this.clients.size === 1) this.start();
    response.once('close', () => {
      this.clients.delete(client);
      if (this.clients.size === 0) this.stop();
    });
    client.update(stationsHealth(), [], Date.now());
  }

  private start(): void {
    news.on('verdict', this.onVerdict);
    news.on('changed', this.onChanged);
    const beat = () => {
      for (const client of this.clients) client.beat();
    };
    this.timers = [setInterval(() => this.update(), UPDATE_MS), setInterval(beat, BEAT_MS)];
    for (const timer of this.timers) timer.unref();
  }

  private stop(): void {
    news.off('verdict', this.onVerdict);
    news.off('changed', this.onChanged);
    for (const timer of this.timers) clearInterval(timer);
    this.verdicts.clear();
    this.changes.clear();
  }

  private update(): void {
    const events = [...this.changes.values(), ...this.verdicts.values()];
    this.changes = new Map();
    this.verdicts = new Map();
    const stations = stationsHealth();
    for (const client of this.clients) client.update(stations, events, Date.now());
  }

  private readonly onVerdict = (station: string, recipe: string, point: VerdictPoint) => {
    const key = JSON.stringify([station, recipe]);
    const event = this.verdicts.get(key) ?? { type: 'verdicts', station, recipe, verdicts: [] };
    event.verdicts.push(point);
    if (event.verdicts.length > MOST_VERDICTS) event.verdicts.shift();
    this.verdicts.set(key, event);
  };

  private readonly onChanged = (station: string, recipe: string, what: ChangedView) => {
    this.changes.set(JSON.stringify([station, recipe, what]), { type: 'changed', station, recipe, what });
  };
}
