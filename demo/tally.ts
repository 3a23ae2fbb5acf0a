import { Evaluation, type Verdict } from '../models/verdict';
import type { Truth } from './camera';

/** How the line did while it was inspecting. */
export interface Counts {
  verdicts: number;
  right: number;
  missedDefects: number;
  falseRejects: number;
  undecided: number;
  late: number;
}

/** Compares verdicts with the truth, by trigger and part. Verdicts of the learning phase do not count. */
export class Tally {
  readonly counts: Counts = {
    verdicts: 0,
    right: 0,
    missedDefects: 0,
    falseRejects: 0,
    undecided: 0,
    late: 0,
  };
  readonly #truths = new Map<number, Truth>();

  expect(truth: Truth): void {
    this.#truths.set(truth.triggerId, truth);
  }

  /** Says whether the verdict counted: it belongs to a known part, and the line had learned. */
  judge(verdict: Verdict): boolean {
    const truth = this.#truths.get(verdict.triggerId);
    if (truth?.partId !== verdict.partId) return false;
    this.#truths.delete(verdict.triggerId);
    if (verdict.evaluation === Evaluation.Undefined) return false;
    this.counts.verdicts++;
    if (verdict.late) this.counts.late++;
    if (verdict.evaluation === Evaluation.NotDecidable) this.counts.undecided++;
    else if (verdict.pass !== truth.defective) this.counts.right++;
    else if (verdict.pass) this.counts.missedDefects++;
    else this.counts.falseRejects++;
    return true;
  }

  /** One line for the console. */
  toString(): string {
    const { verdicts, right, missedDefects, falseRejects, undecided, late } = this.counts;
    const share = verdicts > 0 ? ` (${((100 * right) / verdicts).toFixed(1)} %)` : '';
    return [
      `${verdicts} verdicts: ${right} right${share}`,
      `${missedDefects} missed defects`,
      `${falseRejects} false rejects`,
      `${undecided} undecided`,
      `${late} late`,
    ].join(', ');
  }
}
