import type { Request } from 'express';
import type { Station } from '../inspect/station';
import { runningStations } from '../inspect/stations';
import { Refusal } from './refusal';

/** A request of the reviewer's page, every part of it checked before it is used. */
export class Asked {
  constructor(readonly request: Request) {}

  /** Who asks; null where nobody has to say. */
  get user(): string | null {
    const user: unknown = 'user' in this.request ? this.request.user : null;
    if (typeof user !== 'object' || user === null || !('username' in user)) return null;
    return typeof user.username === 'string' ? user.username : null;
  }

  /** A query parameter, '' when it is missing. */
  text(name: string): string {
    const value: unknown = this.request.query[name];
    return typeof value === 'string' ? value : '';
  }

  /** @throws Refusal when it is missing or no whole number from `least` to `most` */
  whole(name: string, least: number, most: number, fallback?: number): number {
    const text = this.text(name);
    if (text === '' && fallback !== undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Refusal(400, `"${name}" must be a whole number from ${least} to ${most}.`);
  }

  /** @throws Refusal */
  get station(): Station {
    const name = this.text('station');
    const found = runningStations().find(({ station }) => station.name === name);
    if (found) return found.station;
    throw new Refusal(404, { kind: 'station-gone', station: name });
  }

  /** A recipe that the station knows. @throws Refusal */
  get recipe(): string {
    const { station } = this;
    const name = this.text('recipe');
    if (name !== '' && (station.recipes.has(name) || station.view?.summary().recipe === name)) return name;
    throw new Refusal(404, { kind: 'recipe-gone', station: station.name, recipe: name });
  }
}
