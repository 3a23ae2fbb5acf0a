/** The trigger that a camera node answered last, by node id: the node that takes its place goes on behind it. */
const answered = new Map<string, { variable: string; count: number }>();

/** @param count undefined when the node has seen no counter */
export function rememberTrigger(nodeId: string, variable: string, count: number | undefined): void {
  if (count === undefined) answered.delete(nodeId);
  else answered.set(nodeId, { variable, count });
}

/** Of the same trigger variable only. */
export function lastTrigger(nodeId: string, variable: string): number | undefined {
  const known = answered.get(nodeId);
  answered.delete(nodeId);
  return known?.variable === variable ? known.count : undefined;
}
