import type { Verdict } from '../models/verdict';
import { type Truth, topicsOf } from './camera';
import { Tally } from './tally';

/** Verdicts between two tallies, and the longest time without one (ms). */
const everyVerdicts = 50;
const everyMilliseconds = 10_000;

/** "collecting 20/60": frames so far and frames wanted, whatever language the station speaks. */
const progress = /(\d+)\/(\d+)/;

/** How far a status text says a training window is, or undefined when it speaks of something else. */
export function windowProgress(status: string): { collected: number; wanted: number } | undefined {
  const found = progress.exec(status);
  return found ? { collected: Number(found[1]), wanted: Number(found[2]) } : undefined;
}

/** Turns what the line publishes into lines for a person. */
export class LineConsole {
  readonly tally = new Tally();
  readonly #print: (line: string) => void;
  #lastWords = '';
  #lastTens = 0;
  #told = 0;
  #toldAt: number | undefined;

  constructor(
    print: (line: string) => void,
    readonly line = 'line1',
  ) {
    this.#print = print;
  }

  /** Takes one message from the broker. @param now milliseconds of a clock that only runs forwards */
  message(topic: string, payload: string, now: number): void {
    const topics = topicsOf(this.line);
    if (topic === topics.status) this.#status(payload);
    const told = topic === topics.truth || topic === topics.verdict ? parsed<Truth & Verdict>(payload) : null;
    if (told === null) return;
    if (topic === topics.truth) this.tally.expect(told);
    else if (this.tally.judge(told)) this.#count(now);
  }

  /** A change of state is a line; of its numbers only every tenth frame of a window, or twentieth of a long one. */
  #status(text: string): void {
    const words = text.split(/\d/)[0].trim();
    const window = windowProgress(text);
    const tens = window ? Math.floor(window.collected / (window.wanted > 100 ? 20 : 10)) : 0;
    if (words === this.#lastWords && tens === this.#lastTens) return;
    this.#lastWords = words;
    this.#lastTens = tens;
    this.#print(`${this.line} ${text}`);
  }

  #count(now: number): void {
    const { verdicts } = this.tally.counts;
    this.#toldAt ??= now;
    if (verdicts - this.#told < everyVerdicts && now - this.#toldAt < everyMilliseconds) return;
    this.#told = verdicts;
    this.#toldAt = now;
    this.#print(`${this.line} ${this.tally}`);
  }
}

/** Anybody may publish anything on the broker: what names no trigger and part is none of ours. */
function parsed<Shape extends Truth>(payload: string): Shape | null {
  try {
    const value: Shape | null = JSON.parse(payload);
    return typeof value?.triggerId === 'number' && typeof value.partId === 'string' ? value : null;
  } catch {
    return null;
  }
}
