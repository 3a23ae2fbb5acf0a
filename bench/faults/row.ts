import { markdownTable } from '../table';
import type { Book } from './book';

/** One fault, tried many times, and what became of the verdicts meanwhile. */
export interface FaultRow {
  fault: string;
  /** How often the fault was brought about. */
  tried: number;
  /** Triggers that must be answered. */
  expected: number;
  lost: number;
  /** Answered twice without the mark that it comes late. */
  doubled: number;
  /** Answered under another trigger's id or part. */
  wrongId: number;
  /** Median and longest time until frames were answered again. */
  recovery: string;
  /** What else was watched, and what failed. */
  remarks: string;
}

/** What the bench of a fault knows beside its book. */
interface FaultRun extends Pick<FaultRow, 'fault' | 'tried' | 'lost'> {
  /** Times until frames were answered again, milliseconds. */
  recoveries: readonly number[];
  /** What else was watched. */
  remarks: readonly string[];
}

/** @param book complete: every verdict has come that will */
export function faultRow(
  { expected, doubled, wrongId, examples }: Book,
  { fault, tried, lost, recoveries, remarks }: FaultRun,
): FaultRow {
  return {
    fault,
    tried,
    expected,
    lost,
    doubled,
    wrongId,
    recovery: recoveryText(recoveries),
    remarks: [...remarks, ...examples].join('; '),
  };
}

export function faultTable(rows: readonly FaultRow[]): string {
  return markdownTable(
    rows.map(({ fault, remarks, ...row }) => ({ fault, result: result(row), ...row, remarks })),
  );
}

/** A fault whose bench broke off. */
export function failedRow(fault: string, error: unknown): FaultRow {
  const why = error instanceof Error ? error.message : String(error);
  const nobodyKnows = { expected: Number.NaN, lost: Number.NaN, doubled: Number.NaN, wrongId: Number.NaN };
  return { fault, tried: Number.NaN, ...nobodyKnows, recovery: '–', remarks: `the bench broke off: ${why}` };
}

/** In a word, and in a few when it is not the good one. */
function result({ lost, doubled, wrongId }: Pick<FaultRow, 'lost' | 'doubled' | 'wrongId'>): string {
  const failures = Object.entries({ lost, doubled, 'wrong id': wrongId }).filter(([, count]) => count > 0);
  if (Number.isNaN(lost)) return '**broke off**';
  return failures.length === 0
    ? 'passed'
    : failures.map(([name, count]) => `**${count} ${name}**`).join(', ');
}

/** `median / longest`, in seconds. */
function recoveryText(milliseconds: readonly number[]): string {
  if (milliseconds.length === 0) return '–';
  const sorted = [...milliseconds].sort((one, other) => one - other);
  const seconds = (value: number) => `${(value / 1000).toFixed(value < 10_000 ? 2 : 1)} s`;
  return `${seconds(sorted[sorted.length >> 1])} / ${seconds(sorted[sorted.length - 1])}`;
}
