import type { Node, NodeAPI } from 'node-red';
import { HeldMessages, type Outputs } from './held-messages';
import { onClose, type Stopping, stops } from './stopping';

/** A node whose wires are drawn anew in the editor is not started again; the runtime changes only this. */
export interface WiredNode extends Node {
  wires: string[][];
}

/** What is known under a node's id, whichever node has it. */
interface Place {
  /** Of the node that runs, or that a deploy just removed. */
  sender?: Resending;
  /** What could not be delivered before a node was stopped: for the node that takes its place. */
  undelivered?: HeldMessages;
}

/** By the node's id. */
const places = new Map<string, Place>();
const heard = new WeakSet<NodeAPI['events']>();

/** One listener for all nodes: the runtime warns of more than ten. */
function listen({ events }: NodeAPI): void {
  if (heard.has(events)) return;
  heard.add(events);
  events.on('flows:stopping', (deploy: Stopping) => {
    for (const { sender } of places.values()) sender?.stopping(deploy);
  });
  events.on('flows:started', () => {
    for (const [id, { sender }] of places) {
      sender?.started();
      // Whoever could have taken over what is still there is running now.
      if (!sender || sender.removed) places.delete(id);
    }
  });
}

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
  /** Its node is no longer in the flows. */
  removed = false;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: WiredNode,
  ) {
    listen(RED);
    this.held = places.get(node.id)?.undelivered ?? new HeldMessages();
    places.set(node.id, { sender: this });
    onClose(RED, node, (removed, done) => {
      this.removed = removed;
      this.held ??= new HeldMessages();
      places.set(node.id, { sender: removed ? this : undefined, undelivered: this.held });
      done();
    });
  }

  /** @param send what an input handler was given to send by */
  send(outputs: Outputs, send: (outputs: Outputs) => void = (all) => this.node.send(all)): void {
    const running = places.get(this.node.id)?.sender;
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
  stopping(deploy: Stopping): void {
    const isStopped = (id: string) => stops(this.RED, deploy, id);
    if (![this.node.id, ...this.node.wires.flat()].some(isStopped)) return;
    const lost = [...this.underWay].filter((outputs) =>
      // One that goes to a node that goes on is delivered.
      outputs.every((message, output) => message === null || this.node.wires[output]?.every(isStopped)),
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
