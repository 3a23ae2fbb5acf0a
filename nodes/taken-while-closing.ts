/**
 * Verdicts that a PLC node still took after it began to close, by node id. Node-RED brings it what was sent in the turn in which a
 * deploy stops it, and whoever sent that cannot know: it is sent again to the node that takes its place.
 */
const taken = new Map<string, Set<string>>();

/** The node begins to close; what the one before it took has come again by now, or will not. */
export function beginClosing(nodeId: string): void {
  taken.set(nodeId, new Set());
}

export function noteTaken(nodeId: string, resultId: string): void {
  taken.get(nodeId)?.add(resultId);
}

/** Whether the node before this one took the verdict; true once, because a flow may well repeat a verdict later on. */
export function wasTaken(nodeId: string, resultId: string): boolean {
  return taken.get(nodeId)?.delete(resultId) === true;
}

/** The node was deleted or disabled. */
export function forgetTaken(nodeId: string): void {
  taken.delete(nodeId);
}
