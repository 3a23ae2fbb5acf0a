import { Evaluation, type Verdict } from '../../models/verdict';

/**
 * What is written of a verdict that comes after its deadline: a reject under its own trigger id, because the PLC
 * has already decided on that part without it.
 */
export function asLate(verdict: Verdict, ageMs: number, deadlineMs: number): Verdict {
  return {
    ...verdict,
    pass: false,
    // While learning the evaluation stays Undefined whatever happens.
    evaluation: verdict.evaluation === Evaluation.Undefined ? Evaluation.Undefined : Evaluation.NotDecidable,
    reason: `Late: ${Math.round(ageMs)} ms after its frame, ${deadlineMs} ms are allowed. Before that: ${verdict.reason || 'no reason given'}`,
    late: true,
  };
}
