import type { Node, NodeAPI, NodeMessage } from 'node-red';

/** A node whose wires are drawn anew in the editor is not started again; the runtime changes only this. */
export interface WiredNode extends Node {
  wires: string[][];
}

/** One message an output. */
export type Outputs = (NodeMessage | null)[];

/** What the runtime tells of a deploy before it stops nodes. */
interface Stopping {
  type: 'full' | 'flows' | 'nodes';
  diff: Record<'changed' | 'removed' | 'linked' | 'rewired' | 'flowChanged', string[]>;
}

/** Of all nodes. */
const senders = new Set<Resending>();
const heard = new WeakSet<NodeAPI['events']>();

/** One listener for all nodes: the runtime warns of more than ten. */
function listen({ events }: NodeAPI): void {
  if (heard.has(events)) return;
  heard.add(events);
  events.on('flows:stopping', (deploy: Stopping) => {
    for (const sender of senders) sender.stopping(deploy);
  });
  events.on('flows:started', () => {
    for (const sender of senders) sender.started();
  });
}

/** What could not be delivered before a node was stopped, by its id: for the node that takes its place. */
const undelivered = new Map<string, Outputs[]>();

/**
 * Sends a node's messages so that no redeploy loses one. Node-RED hands a message over in the next turn, to the node that was
 * there when it was sent: one that a deploy stops in this turn, or before the new one is there, is gone without a word. What was
 * under way is sent again, and what comes meanwhile is held, until the flows have started; a node that was stopped itself leaves it
 * to the one that takes its place.
 */
export class Resending {
  private readonly underWay = new Set<Outputs>();
  /** null while everything that this node is wired to is there; a node that begins waits for them. */
  private held: Outputs[] | null = [];

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: WiredNode,
  ) {
    listen(RED);
    senders.add(this);
    node.on('close', (removed: boolean, done: () => void) => {
      senders.delete(this);
      if (removed) undelivered.delete(node.id);
      else this.leave();
      done();
    });
  }

  /** @param send what an input handler was given to send by */
  send(outputs: Outputs, send: (outputs: Outputs) => void = (all) => this.node.send(all)): void {
    if (this.held) {
      this.held.push(outputs);
      return;
    }
    this.underWay.add(outputs);
    send(outputs);
    // The runtime has asked for its turn before.
    setImmediate(() => this.underWay.delete(outputs));
  }

  /** What still comes for this node is left as well. */
  private leave(): void {
    this.held = [...(undelivered.get(this.node.id) ?? []), ...(this.held ?? [])];
    undelivered.set(this.node.id, this.held);
  }

  /** Before a deploy stops nodes. */
  stopping({ type, diff }: Stopping): void {
    const { changed, removed, linked, rewired, flowChanged } = diff;
    const stopped = new Set([...changed, ...removed, ...(type === 'flows' ? [...linked, ...rewired] : [])]);
    const stops = (id: string) => {
      const z = this.RED.nodes.getNode(id)?.z;
      return type === 'full' || stopped.has(id) || (z !== undefined && flowChanged.includes(z));
    };
    if (!this.node.wires.flat().some(stops) && !stops(this.node.id)) return;
    const lost = [...this.underWay].filter((outputs) =>
      // One that goes to a node that goes on is delivered.
      outputs.every((message, output) => message === null || this.node.wires[output]?.every(stops)),
    );
    for (const outputs of lost) this.underWay.delete(outputs);
    this.held = [...lost, ...(this.held ?? [])];
  }

  /** All nodes of the flows are there. */
  started(): void {
    const waiting = [...(undelivered.get(this.node.id) ?? []), ...(this.held ?? [])];
    undelivered.delete(this.node.id);
    this.held = null;
    for (const outputs of waiting) this.send(outputs);
  }
}
