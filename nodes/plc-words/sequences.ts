import { nextSequence } from './status-word';

const last = new Map<string, number>();

/**
 * The next sequence number of a node, 1..255. It goes on through a redeploy, and begins anywhere after a start: a PLC
 * that kept the number from before would take the first verdict for one it has seen when both began at 1.
 */
export function sequenceOf(nodeId: string): number {
  const next = nextSequence(last.get(nodeId) ?? Math.floor(Math.random() * 255));
  last.set(nodeId, next);
  return next;
}
