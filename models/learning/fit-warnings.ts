import type { AlikeGroup } from './alike';
import { isHeavyRemoval } from './sroc';

/** What is uncertain about a fit, for whoever puts it into words. Numbers of frames; shares are 0..1. */
export type FitWarning =
  /** Removed frames that look alike: a good variant, or one defect again and again? */
  | { kind: 'alike'; members: number; removed: number }
  /** The window may show too many defects to clean itself. */
  | { kind: 'polluted' }
  /** Few frames differ from each other: the line may have been standing still. */
  | { kind: 'standing'; distinct: number; frames: number }
  /** Two clearly different kinds of pictures: perhaps two products under one recipe. */
  | { kind: 'two-kinds'; larger: number; smaller: number }
  /** So few kept frames cannot vouch for the target. */
  | { kind: 'promise'; kept: number; target: number; promised: number };

/** The numbers that each kind carries. */
const NUMBERS: Record<FitWarning['kind'], readonly string[]> = {
  alike: ['members', 'removed'],
  polluted: [],
  standing: ['distinct', 'frames'],
  'two-kinds': ['larger', 'smaller'],
  promise: ['kept', 'target', 'promised'],
};

/** What is known of a fit when its warnings are collected. */
export interface FitFacts {
  frames: number;
  removed: number;
  /** SROC removes at most so many. */
  mostRemoved: number;
  /** Frames that count: one of each group of near-duplicates. */
  distinct: number;
  /** Whether the kept frames' scores look as if defects were left among them. */
  looksPolluted: boolean;
  /** Removed frames that look alike. */
  alike: readonly AlikeGroup[];
  falseRejectTarget: number;
  promisedFalseReject: number;
}

/** Below this share of distinct frames the window shows less than its length says. */
const LEAST_DISTINCT = 0.7;

/** The most urgent first. */
export function fitWarnings(facts: FitFacts): FitWarning[] {
  const { frames, removed, mostRemoved, distinct, falseRejectTarget, promisedFalseReject } = facts;
  const warnings: FitWarning[] = facts.alike.map(({ members }) => ({
    kind: 'alike',
    members: members.length,
    removed,
  }));
  const much = removed > 0 && (removed >= mostRemoved || isHeavyRemoval(removed, frames));
  if (facts.looksPolluted || much) warnings.push({ kind: 'polluted' });
  if (distinct < LEAST_DISTINCT * frames) warnings.push({ kind: 'standing', distinct, frames });
  return [...warnings, ...promiseWarnings(frames - removed, falseRejectTarget, promisedFalseReject)];
}

/** What the number of kept frames cannot vouch for: at most one warning. */
export function promiseWarnings(kept: number, target: number, promised: number): FitWarning[] {
  return promised > target ? [{ kind: 'promise', kept, target, promised }] : [];
}

/** Checks what was read from a file. */
export function isFitWarning(value: unknown): value is FitWarning {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, ...numbers }: { kind?: unknown } & Record<string, unknown> = { ...value };
  const wanted = Object.entries(NUMBERS).find(([known]) => known === kind)?.[1];
  return (
    wanted !== undefined &&
    Object.keys(numbers).length === wanted.length &&
    wanted.every((name) => Number.isFinite(numbers[name]))
  );
}
