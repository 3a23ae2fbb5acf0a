import type { Verdict } from '../../models/verdict';
import { floatWords, type WordOrder } from './registers';
import { statusWord } from './status-word';

/** The variables of the data block, in the order in which they are written, with their addresses in it. */
export const blockVariables = [
  { name: 'TriggerId', address: 'WORD0' },
  { name: 'Evaluation', address: 'INT2' },
  { name: 'Score', address: 'REAL4' },
  { name: 'Threshold', address: 'REAL8' },
  { name: 'Status', address: 'WORD12' },
] as const;

/** Value of a float after its bytes were put into another order; S7 itself wants ABCD. */
function reordered(value: number | null, order: WordOrder): number {
  const [high, low] = floatWords(value, order);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(high, 0);
  bytes.writeUInt16BE(low, 2);
  return bytes.readFloatBE(0);
}

/** Values for variables by name, as S7 nodes take them; the status word is last. */
export function toVariables(
  verdict: Verdict,
  sequence: number,
  order: WordOrder,
  prefix: string,
): { names: string[]; values: number[] } {
  return {
    names: blockVariables.map(({ name }) => prefix + name),
    values: [
      verdict.triggerId & 0xffff,
      verdict.evaluation,
      reordered(verdict.score, order),
      reordered(verdict.threshold, order),
      statusWord(verdict, sequence),
    ],
  };
}

/** The same as 14 bytes, for nodes that write a piece of a data block as it is. */
export function toBlock(verdict: Verdict, sequence: number, order: WordOrder): Buffer {
  const block = Buffer.alloc(14);
  block.writeUInt16BE(verdict.triggerId & 0xffff, 0);
  block.writeInt16BE(verdict.evaluation, 2);
  for (const [at, value] of [
    [4, verdict.score],
    [8, verdict.threshold],
  ] as const) {
    const [high, low] = floatWords(value, order);
    block.writeUInt16BE(high, at);
    block.writeUInt16BE(low, at + 2);
  }
  block.writeUInt16BE(statusWord(verdict, sequence), 12);
  return block;
}
