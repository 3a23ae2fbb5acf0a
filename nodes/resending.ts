import type { Node, NodeAPI } from 'node-red';
import { HeldMessages, type Outputs } from './held-messages';

/** A node whose wires are drawn anew in the editor is not started again; the runtime changes only this. */
export interface WiredNode extends Node {
  wires: string[][];
}

/** What the runtime tells of a deploy before it stops nodes. */
interface Stopping {
  type: 'full' | 'flows' | 'nodes';
  diff: Record<'changed' | 'removed' | 'linked' | 'rewired' | 'flowChanged', string[]>;
}

/** Of all nodes that run, and of those that a deploy just removed, by their id. */
const senders = new Map<string, Resending>();
const heard = new WeakSet<NodeAPI['events']>();

/** One listener for all nodes: the runtime warns of more than ten. */
function listen({ events }: NodeAPI): void {
  if (heard.has(events)) return;
  heard.add(events);
  events.on('flows:stopping', (deploy: Stopping) => {
    for (const sender of senders.values()) sender.stopping(deploy);
  });
  events.on('flows:started', () => {
    for (const sender of senders.values()) sender.started();
    // Whoever could have taken over what is still there is running now.
    undelivered.clear();
  });
}

/** What could not be delivered before a node was stopped, by its id: for the node that takes its place. */
const undelivered = new Map<string, HeldMessages>();

/**
 * Sends a node's messages so that no redeploy loses one. Node-RED hands a message over in the next turn, to the node that was
 * there when it was sent: one that a deploy stops in this turn, or before the new one is there, is gone without a word. What was
 * under way is sent again, and what comes meanwhile is held, until the flows have started; a node that was stopped itself leaves it
 * to the one that takes its place. What a node that was removed still has to say goes to where its wires led.
 */
export class Resending {
  private readonly underWay = new Set<Outputs>();
  /** null while everything that this node is wired to is there; a node that begins waits for them. */
  private held: HeldMessages | null;
  private removed = false;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: WiredNode,
  ) {
    listen(RED);
    senders.set(node.id, this);
    this.held = undelivered.get(node.id) ?? new HeldMessages();
    undelivered.delete(node.id);
    node.on('close', (removed: boolean, done: () => void) => {
      this.removed = removed;
      if (!removed) senders.delete(node.id);
      this.held ??= new HeldMessages();
      undelivered.set(node.id, this.held);
      done();
    });
  }

  /** @param send what an input handler was given to send by */
  send(outputs: Outputs, send: (outputs: Outputs) => void = (all) => this.node.send(all)): void {
    const running = senders.get(this.node.id);
    if (running && running !== this) {
      // What this node was asked for before a deploy stopped it, such as a picture, may come long after.
      running.send(outputs);
      return;
    }
    if (this.held) {
      this.held.push(outputs);
      this.tellLoss(this.held);
      return;
    }
    if (this.removed) {
      this.handOver(outputs);
      return;
    }
    this.underWay.add(outputs);
    send(outputs);
    // The runtime has asked for its turn before.
    setImmediate(() => this.underWay.delete(outputs));
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
    this.held ??= new HeldMessages();
    for (const outputs of lost) {
      this.underWay.delete(outputs);
      this.held.push(outputs);
    }
  }

  /** All nodes of the flows are there. */
  started(): void {
    const { held } = this;
    this.held = null;
    if (this.removed) senders.delete(this.node.id);
    for (const outputs of held?.take() ?? []) this.send(outputs);
    if (held) this.tellLoss(held);
  }

  /** The runtime knows the wires of a removed node no longer. */
  private handOver(outputs: Outputs): void {
    for (const [output, message] of outputs.entries()) {
      if (!message) continue;
      for (const id of this.node.wires[output] ?? [])
        this.RED.nodes.getNode(id)?.receive(this.RED.util.cloneMessage(message));
    }
  }

  private tellLoss(held: HeldMessages): void {
    if (held.newLoss()) this.node.error(this.RED._(`${this.node.type}.error.notStarted`), {});
  }
}
