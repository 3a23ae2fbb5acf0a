/**
 * Share (0..1) of the parts that pass, of those that a detector had to judge; null before the first. A part that could
 * not be judged was rejected: it counts against.
 */
export function yieldOf({
  ok,
  notOk,
  undecided,
}: Record<'ok' | 'notOk' | 'undecided', number>): number | null {
  const parts = ok + notOk + undecided;
  return parts === 0 ? null : ok / parts;
}
