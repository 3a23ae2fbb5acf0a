import { LastFew } from './last-few';
import { median } from './statistics';

/** The running median is that of so many frames, ... */
const RUNNING = 100;
/** ... and says nothing with fewer than these. */
const LEAST = 30;
/** A change worth a person's attention. */
const BEYOND = Math.log(1.2);
const HOUR_MS = 3_600_000;
const MOST_HOURS = 24 * 31;

/** What is kept of one hour in which frames came. */
interface Hour {
  /** Milliseconds since the epoch. */
  start: number;
  /** Logarithm of the change, at the end of the hour. */
  change: number;
}

/** As it is stored. */
export interface DriftState {
  format: 1;
  hours: Hour[];
}

/**
 * Notices that scores creep up or down over hours and days: light, lens, or a tool that wears. Changes are relative
 * to the median of the window, so that they can be compared from one refit to the next.
 */
export class Drift {
  private readonly recent = new LastFew<number>(RUNNING);
  private readonly hours: Hour[];

  constructor(state: DriftState = { format: 1, hours: [] }) {
    this.hours = [...state.hours];
  }

  /**
   * @param change logarithm of a frame's distance less that of the window's median
   * @param now milliseconds since the epoch
   * @returns whether a new hour began: time to store the state
   */
  add(change: number, now: number): boolean {
    this.recent.push(change);
    const running = this.running;
    if (running === null) return false;
    const start = Math.floor(now / HOUR_MS) * HOUR_MS;
    const last = this.hours.at(-1);
    if (last?.start === start) {
      last.change = running;
      return false;
    }
    this.hours.push({ start, change: running });
    if (this.hours.length > MOST_HOURS) this.hours.shift();
    return true;
  }

  /** 0.3 is 30 % more than in the window, and since when about; null while it is too early to tell. */
  get view(): { change: number; since: string } | null {
    const { running } = this;
    if (running === null) return null;
    const side = sideOf(running);
    const different = this.hours.findLastIndex(({ change }) => sideOf(change) !== side);
    const { start } = this.hours[Math.min(different + 1, this.hours.length - 1)];
    return { change: Math.exp(running) - 1, since: new Date(start).toISOString() };
  }

  get state(): DriftState {
    return { format: 1, hours: [...this.hours] };
  }

  private get running(): number | null {
    const { items } = this.recent;
    return items.length < LEAST ? null : median(items);
  }
}

/** 1 above what is usual, -1 below, 0 within. */
function sideOf(change: number): number {
  return Math.abs(change) > BEYOND ? Math.sign(change) : 0;
}

/** Checks what was read from a file. */
export function isDriftState(value: unknown): value is DriftState {
  if (typeof value !== 'object' || value === null) return false;
  const { format, hours }: Partial<Record<keyof DriftState, unknown>> = value;
  return format === 1 && Array.isArray(hours) && hours.every(isHour);
}

function isHour(value: unknown): value is Hour {
  if (typeof value !== 'object' || value === null) return false;
  const { start, change }: Partial<Record<keyof Hour, unknown>> = value;
  return Number.isFinite(start) && Number.isFinite(change);
}
