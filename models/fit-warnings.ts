import type { AlikeGroup } from './alike';

/** What is known of a fit when its warnings are written. */
export interface FitFacts {
  frames: number;
  removed: number;
  /** SROC removes at most so many. */
  mostRemoved: number;
  /** Frames that count: one of each group of near-duplicates. */
  distinct: number;
  /** Whether the kept frames' scores still have a tail too long for good parts. */
  longTail: boolean;
  /** Removed frames that look alike. */
  alike: readonly AlikeGroup[];
  falseRejectTarget: number;
  promisedFalseReject: number;
}

/** Below this share of distinct frames the window shows less than its length says. */
const LEAST_DISTINCT = 0.7;

/** Sentences for the engineer: what is uncertain about a fit, and what to do. */
export function fitWarnings(facts: FitFacts): string[] {
  const { frames, removed, mostRemoved, distinct, falseRejectTarget, promisedFalseReject } = facts;
  const warnings = facts.alike.map(
    ({ members }) =>
      `${members.length} of the ${removed} removed frames look alike: a good variant, or one defect again and again? ` +
      'Answer that in the reviewer: a good variant is kept and learned',
  );
  if (facts.longTail || (removed > 0 && removed >= mostRemoved)) {
    warnings.push(
      'this window may be too polluted to clean itself: make sure that most parts are good, then send "train"',
    );
  }
  if (distinct < LEAST_DISTINCT * frames) {
    warnings.push(
      `only ${distinct} of the ${frames} frames differ from each other: was the line standing still? The others ` +
        'count once',
    );
  }
  return [...warnings, ...promiseWarnings(frames - removed, falseRejectTarget, promisedFalseReject)];
}

/** What the number of kept frames cannot vouch for: at most one sentence. */
export function promiseWarnings(kept: number, target: number, promised: number): string[] {
  if (promised <= target) return [];
  return [
    `${kept} kept frames cannot vouch for ${percent(target)} false rejects, only for about ` +
      `${percent(promised)}: a longer window can`,
  ];
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
