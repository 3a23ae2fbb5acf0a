/** Whether the station takes triggers, as a PLC node heard it last, by node id: the node that takes its place hears nothing anew. */
const heard = new Map<string, boolean>();

/** @param ready undefined when the node was removed */
export function rememberReady(nodeId: string, ready: boolean | undefined): void {
  if (ready === undefined) heard.delete(nodeId);
  else heard.set(nodeId, ready);
}

/** A station that has said nothing yet counts as ready. */
export function lastReady(nodeId: string): boolean {
  return heard.get(nodeId) ?? true;
}
