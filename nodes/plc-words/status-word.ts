import { Evaluation, type Verdict } from '../../models/verdict';

/** Bits of the status word; its high byte is the sequence number. */
export const statusBits = { pass: 0, late: 1, scored: 2, undecided: 3 } as const;

/**
 * One word that says it all: pass, late, whether score and threshold are numbers, whether nothing could be decided,
 * and a sequence number by which a PLC sees that there is a new verdict.
 * @param sequence 1..255, see `nextSequence`
 */
export function statusWord(verdict: Verdict, sequence: number): number {
  const undecided =
    verdict.evaluation === Evaluation.Undefined || verdict.evaluation === Evaluation.NotDecidable;
  const bit = (set: boolean, place: number) => (set ? 1 << place : 0);
  return (
    (sequence << 8) |
    bit(verdict.pass, statusBits.pass) |
    bit(verdict.late === true, statusBits.late) |
    bit(verdict.score !== null, statusBits.scored) |
    bit(undecided, statusBits.undecided)
  );
}

/** 1..255 and 1 again; 0 is what a PLC finds after its start, and is never sent. */
export const nextSequence = (sequence: number): number => (sequence % 255) + 1;
