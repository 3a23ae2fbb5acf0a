import type { NodeMessage } from 'node-red';

/** One message an output. */
export type Outputs = (NodeMessage | null)[];

/** How long a message waits, milliseconds: Node-RED lets a node take 15 s to close, and others come up after it. */
const LONGEST_MS = 30_000;
/** Bytes held; the picture is what counts. */
const MOST_BYTES = 128 * 2 ** 20;
/** About what a message takes beside its picture. */
const MESSAGE_BYTES = 1024;

interface Held {
  outputs: Outputs;
  /** The nodes that still need it, by id; undefined when all do that the sender is wired to. */
  to?: string[];
}

interface Entry extends Held {
  bytes: number;
  since: number;
}

/**
 * Messages that wait until the flows have started. After a deploy they may never do, for want of a node's type or by somebody's
 * choice: then the oldest go. Times are milliseconds of a clock that nobody can set.
 */
export class HeldMessages {
  private loss: 'none' | 'new' | 'told' = 'none';
  private entries: Entry[] = [];
  private bytes = 0;

  push(held: Held, now = performance.now()): void {
    const bytes = held.outputs.reduce((sum, message) => sum + bytesOf(message), 0);
    this.entries.push({ ...held, bytes, since: now });
    this.bytes += bytes;
    this.trim(now);
  }

  /** All that still wait, the oldest first; they wait here no longer. */
  take(now = performance.now()): Held[] {
    this.trim(now);
    this.bytes = 0;
    return this.entries.splice(0);
  }

  /** True once, when the first message had to go. */
  newLoss(): boolean {
    if (this.loss !== 'new') return false;
    this.loss = 'told';
    return true;
  }

  private trim(now: number): void {
    const isOver = (oldest: Entry) => this.bytes > MOST_BYTES || now - oldest.since > LONGEST_MS;
    while (this.entries.length > 0 && isOver(this.entries[0])) {
      this.bytes -= this.entries.shift()?.bytes ?? 0;
      if (this.loss === 'none') this.loss = 'new';
    }
  }
}

function bytesOf(message: NodeMessage | null): number {
  if (!message) return 0;
  return MESSAGE_BYTES + (message.payload instanceof Uint8Array ? message.payload.byteLength : 0);
}
