import type { VerdictEntry } from './plc-link';

/** Verdicts that a closing node had not delivered, by node id, until the node that takes its place asks for them. */
const parked = new Map<string, VerdictEntry[]>();

export function park(nodeId: string, entries: VerdictEntry[]): void {
  if (entries.length > 0) parked.set(nodeId, entries);
}

export function unpark(nodeId: string): VerdictEntry[] {
  const entries = parked.get(nodeId) ?? [];
  parked.delete(nodeId);
  return entries;
}
