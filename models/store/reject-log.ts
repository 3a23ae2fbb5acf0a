import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from './atomic-file';

/** What is known of a stored reject without opening its file. */
export interface RejectEntry {
  /** The verdict's resultId. */
  reject: string;
  /** What the detector said, though the answer may have come too late: NotOK, or OK for a miss that a person found. */
  evaluation: 1 | 2;
  score: number;
  rawScore: number;
  modelId: string;
  reason: string;
  partId: string;
  triggerId: number;
  capturedAt: string;
  decidedAt: string;
  feedback: Feedback | null;
  bytes: number;
  /** Where it was added to a window. */
  learned: { window: string; frame: number } | null;
}

export interface Feedback {
  /** `good`: rejected, though the part was good. `miss`: passed, though it was defective. */
  verdict: 'good' | 'miss';
  by: string;
  at: string;
}

type Line = { put: RejectEntry } | { drop: string };

/** The file is written anew when it holds so many lines more than entries. */
const MOST_SPARE = 2000;

/**
 * The small facts of many rejects in one file of JSON lines that is appended to: thousands are read in a moment.
 * A line that is damaged is left out.
 */
export class RejectLog {
  private lines = 0;
  /** The file ends in half a line, to which the next one must not be glued. */
  private torn = false;

  private constructor(
    private readonly path: string,
    /** By id, in the order they were decided. */
    readonly entries: Map<string, RejectEntry>,
  ) {}

  static async open(path: string): Promise<RejectLog> {
    const log = new RejectLog(path, new Map());
    const text = await readFile(path, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      if (line === '') continue;
      log.lines++;
      log.apply(parse(line));
    }
    log.torn = text !== '' && !text.endsWith('\n');
    return log;
  }

  /** Puts the entries into the order they were decided, which a log that was lost in part does not keep. */
  async sort(): Promise<void> {
    const sorted = [...this.entries.values()].sort((one, other) =>
      one.decidedAt.localeCompare(other.decidedAt),
    );
    this.entries.clear();
    for (const entry of sorted) this.entries.set(entry.reject, entry);
    await this.rewrite();
  }

  /** Adds or replaces. The entry is on the disk when it resolves. */
  put(entry: RejectEntry): Promise<void> {
    return this.write({ put: entry });
  }

  drop(id: string): Promise<void> {
    return this.write({ drop: id });
  }

  private async write(line: Line): Promise<void> {
    this.apply(line);
    if (this.lines > this.entries.size + MOST_SPARE) {
      await this.rewrite();
      return;
    }
    await mkdir(dirname(this.path), { recursive: true });
    const text = `${this.torn ? '\n' : ''}${JSON.stringify(line)}\n`;
    this.torn = true;
    await appendFile(this.path, text, { flush: true });
    this.torn = false;
    this.lines++;
  }

  private async rewrite(): Promise<void> {
    const puts = [...this.entries.values()].map((put) => JSON.stringify({ put }));
    await writeFileAtomically(this.path, puts.map((put) => `${put}\n`).join(''));
    this.lines = puts.length;
    this.torn = false;
  }

  private apply(line: Line | null): void {
    if (!line) return;
    if ('put' in line) this.entries.set(line.put.reject, line.put);
    else this.entries.delete(line.drop);
  }
}

function parse(text: string): Line | null {
  try {
    const line: unknown = JSON.parse(text);
    return isLine(line) ? line : null;
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  if ('drop' in value) return typeof value.drop === 'string';
  return 'put' in value && isEntry(value.put);
}

function isEntry(value: unknown): value is RejectEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry: Partial<Record<keyof RejectEntry, unknown>> = value;
  const texts = [entry.reject, entry.reason, entry.partId, entry.capturedAt, entry.decidedAt, entry.modelId];
  const numbers = [entry.bytes, entry.score, entry.rawScore, entry.triggerId, entry.evaluation];
  return (
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => typeof number === 'number') &&
    typeof entry.feedback === 'object' &&
    typeof entry.learned === 'object'
  );
}
