import type { NodeAPI } from 'node-red';

/** A node whose wires are drawn anew in the editor is not started again; the runtime changes only this. */
export interface WiredNode extends NonNullable<ReturnType<NodeAPI['nodes']['getNode']>> {
  wires: string[][];
}

/** Nodes that only hand on what they get, in the next turn. */
const handsOn = ({ type }: WiredNode) =>
  ['link in', 'link out', 'junction'].includes(type) || type.startsWith('subflow:');

/**
 * The ways that a message takes from wires to these nodes: on each the ids of those that only hand it on, such as links and
 * the inputs of subflows, and last the node that does something with it. Every step takes one turn.
 */
export function waysFrom(RED: NodeAPI, wires: readonly string[], before: string[] = []): string[][] {
  return wires.flatMap((id) => {
    const way = [...before, id];
    const node = RED.nodes.getNode(id) as WiredNode | null;
    if (!node || !handsOn(node)) return [way];
    // Links may lead in a circle.
    return before.includes(id) ? [] : waysFrom(RED, node.wires.flat(), way);
  });
}
