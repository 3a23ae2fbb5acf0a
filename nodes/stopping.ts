import type { Node, NodeAPI } from 'node-red';

/** What the runtime tells of a deploy before it stops nodes. */
export interface Stopping {
  type: 'full' | 'flows' | 'nodes';
  diff: Record<'changed' | 'removed' | 'linked' | 'rewired' | 'flowChanged', string[]>;
}

const heard = new WeakSet<NodeAPI['events']>();
const running = new Set<Node>();
/** Nodes that the deploy under way removes. */
const leaving = new WeakSet<Node>();

/** One listener for all nodes: the runtime warns of more than ten. */
function listen(RED: NodeAPI): void {
  if (heard.has(RED.events)) return;
  heard.add(RED.events);
  RED.events.on('flows:stopping', ({ diff }: Stopping) => {
    const removed = new Set(diff.removed);
    for (const node of running) if (withPlaces(RED, node.id).some((id) => removed.has(id))) leaving.add(node);
  });
}

/**
 * Hears when a node closes. To a node in a subflow the runtime says only that it stops, also when the instance is deleted or
 * disabled, or the node in it: `removed` tells that too.
 */
export function onClose(RED: NodeAPI, node: Node, close: (removed: boolean, done: () => void) => void): void {
  listen(RED);
  running.add(node);
  node.on('close', (removed: boolean, done: () => void) => {
    running.delete(node);
    close(removed || leaving.has(node), done);
  });
}

/** Whether a deploy stops the node of this id, which runs. */
export function stops(RED: NodeAPI, { type, diff }: Stopping, id: string): boolean {
  if (type === 'full') return true;
  const { changed, removed, linked, rewired, flowChanged } = diff;
  const stopped = [...changed, ...removed, ...(type === 'flows' ? [...linked, ...rewired] : [])];
  const places = withPlaces(RED, id);
  const tab = RED.nodes.getNode(places[places.length - 1])?.z ?? '';
  return flowChanged.includes(tab) || places.some((place) => stopped.includes(place));
}

/**
 * The ids of a node and of the instances of subflows that it lies in, outwards; both the one it has where it runs and the one
 * it has in the flow file. The tab is none of them: it counts as changed when anything on it has.
 */
function withPlaces(RED: NodeAPI, id: string): string[] {
  const ids: string[] = [];
  let node: Node | null = RED.nodes.getNode(id);
  while (node) {
    const z: string = node.z;
    // What runs in an instance has the id of that before its own.
    if (z && node.id.startsWith(`${z}-`)) ids.push(node.id.slice(z.length + 1));
    ids.push(node.id);
    node = z ? RED.nodes.getNode(z) : null;
  }
  return ids.length > 0 ? ids : [id];
}
