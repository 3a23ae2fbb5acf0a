import type { Verdict } from '../../models/verdict';
import { statusWord } from './status-word';

/** How the four bytes A (most significant) to D of a float lie in two registers. */
export const wordOrders = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
export type WordOrder = (typeof wordOrders)[number];

/** A missing number is NaN, for which every comparison in a PLC is false. */
export function floatWords(value: number | null, order: WordOrder): [number, number] {
  const plain = Buffer.alloc(4);
  plain.writeFloatBE(value ?? Number.NaN);
  const placed = Buffer.from([...order].map((letter) => plain['ABCD'.indexOf(letter)]));
  return [placed.readUInt16BE(0), placed.readUInt16BE(2)];
}

/**
 * Seven Modbus registers. The status word comes last, so that a device that takes registers one after another has
 * the data before it sees the new sequence number.
 *
 * 0 trigger id, 1 evaluation, 2-3 score, 4-5 threshold, 6 status word
 */
export function toRegisters(verdict: Verdict, sequence: number, order: WordOrder): number[] {
  return [
    verdict.triggerId & 0xffff,
    verdict.evaluation,
    ...floatWords(verdict.score, order),
    ...floatWords(verdict.threshold, order),
    statusWord(verdict, sequence),
  ];
}
