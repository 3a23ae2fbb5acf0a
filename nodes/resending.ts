import type { NodeAPI } from 'node-red';
import { HeldMessages, type Outputs } from './held-messages';
import { onClose, type Stopping, stops } from './stopping';
import { type WiredNode, waysFrom } from './ways';

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
  /** Messages that may not have reached every node yet, with the turns since they were sent. */
  private readonly underWay = new Map<Outputs, number>();
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
      this.held.push({ outputs });
      this.tellLoss(this.held);
      return;
    }
    if (this.removed) {
      this.handOver(outputs);
      return;
    }
    const longest = Math.max(0, ...this.waysOf(outputs).map((way) => way.length));
    this.underWay.set(outputs, 0);
    send(outputs);
    this.countTurns(outputs, longest);
  }

  /** Before a deploy stops nodes. */
  stopping(deploy: Stopping): void {
    const isStopped = (id: string) => stops(this.RED, deploy, id);
    const ways = waysFrom(this.RED, this.node.wires.flat());
    if (![this.node.id, ...ways.flat()].some(isStopped)) return;
    this.held ??= new HeldMessages();
    for (const [outputs, turns] of this.underWay) {
      const all = this.waysOf(outputs);
      const lost = all.filter((way) => way.slice(turns).some(isStopped));
      if (lost.length === 0) continue;
      this.underWay.delete(outputs);
      // A node that goes on gets it by itself, or has it.
      const ends = lost.length === all.length ? undefined : endsOf(lost);
      this.held.push({ outputs, to: ends });
    }
  }

  /** All nodes of the flows are there. */
  started(): void {
    const { held } = this;
    this.held = null;
    for (const { outputs, to } of held?.take() ?? []) {
      if (to) setImmediate(() => this.handTo(to, outputs));
      else this.send(outputs);
    }
    if (held) this.tellLoss(held);
  }

  /** The runtime knows the wires of a removed node no longer. */
  private handOver(outputs: Outputs): void {
    this.hand(outputs, (wires) => wires);
  }

  /** Past the wires, to some of the nodes that they lead to. */
  private handTo(ends: string[], outputs: Outputs): void {
    this.hand(outputs, (wires) => endsOf(waysFrom(this.RED, wires)).filter((end) => ends.includes(end)));
  }

  /** Without the runtime, which copies what it sends as well. */
  private hand(outputs: Outputs, nodesFor: (wires: string[]) => string[]): void {
    for (const [output, message] of outputs.entries()) {
      if (!message) continue;
      for (const id of nodesFor(this.node.wires[output] ?? []))
        this.RED.nodes.getNode(id)?.receive(this.RED.util.cloneMessage(message));
    }
  }

  /** The runtime has asked for each of its turns before this does. */
  private countTurns(outputs: Outputs, longest: number): void {
    setImmediate(() => {
      const turns = (this.underWay.get(outputs) ?? longest) + 1;
      if (turns >= longest) this.underWay.delete(outputs);
      else {
        this.underWay.set(outputs, turns);
        this.countTurns(outputs, longest);
      }
    });
  }

  private waysOf(outputs: Outputs): string[][] {
    return outputs.flatMap((message, output) =>
      message ? waysFrom(this.RED, this.node.wires[output] ?? []) : [],
    );
  }

  private tellLoss(held: HeldMessages): void {
    if (held.newLoss()) this.node.error(this.RED._(`${this.node.type}.error.notStarted`), {});
  }
}

function endsOf(ways: readonly string[][]): string[] {
  return ways.map((way) => way[way.length - 1]);
}
