import { Evaluation, type Verdict } from '../../models/verdict';
import type { FrameCounts } from '../messages';
import { Histogram } from '../metrics/histogram';

/** Upper ends of the latency classes, seconds. */
const LATENCY_CLASSES = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts the frames of one station: every frame that is received ends in exactly one of the other counters. */
export class FrameTally {
  readonly latency = new Histogram(LATENCY_CLASSES);
  private counts = noCounts();

  /** Frames that have no verdict yet. */
  get pending(): number {
    const { received, ok, notOk, learning, undecided } = this.counts;
    return received - ok - notOk - learning - undecided;
  }

  /** A copy. */
  get now(): FrameCounts {
    return { ...this.counts, undecidedBy: { ...this.counts.undecidedBy } };
  }

  received(): void {
    this.counts.received++;
  }

  answered({ evaluation, cause, latencyMs }: Verdict): void {
    const { counts } = this;
    counts[outcomes[evaluation]]++;
    if (cause) counts.undecidedBy[cause] = (counts.undecidedBy[cause] ?? 0) + 1;
    this.latency.add(latencyMs / 1000);
  }

  /** Begins anew; frames that have no verdict yet count as received after it. */
  reset(): void {
    this.counts = { ...noCounts(), received: this.pending };
  }
}

const outcomes = {
  [Evaluation.Undefined]: 'learning',
  [Evaluation.OK]: 'ok',
  [Evaluation.NotOK]: 'notOk',
  [Evaluation.NotDecidable]: 'undecided',
} as const satisfies Record<Evaluation, keyof FrameCounts>;

function noCounts(): FrameCounts {
  return { received: 0, ok: 0, notOk: 0, learning: 0, undecided: 0, undecidedBy: {} };
}
