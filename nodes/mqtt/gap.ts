import type { IPublishPacket } from 'mqtt';
import type { Subscriber } from './subscriber';

/** How long a subscription waits for the node that a redeploy puts in its place, milliseconds. */
const LINGER_MS = 5000;
/** Bytes held meanwhile; beyond, the oldest messages go. */
const MOST_BYTES = 128 * 2 ** 20;

type Message = [topic: string, payload: Buffer, packet: IPublishPacket];

/** By client id and filter: a redeploy may replace the connection too. */
const gaps = new Map<string, Gap>();

/** Stands for a subscriber that closed, until the next one with its filter comes: a redeploy must lose no message. */
export class Gap implements Subscriber {
  readonly filter: string;
  readonly qos: Subscriber['qos'];
  private readonly held: Message[] = [];
  private bytes = 0;
  private successor: Subscriber | null = null;
  private readonly timer: NodeJS.Timeout;

  /** @param over called when nobody came in time */
  constructor(
    private readonly clientId: string,
    { filter, qos }: Subscriber,
    over: () => void,
  ) {
    this.filter = filter;
    this.qos = qos;
    // A second camera that closes with the first has the same filter; one of them is enough to hold the messages.
    gaps.set(keyOf(clientId, filter), this);
    this.timer = setTimeout(() => {
      this.end();
      over();
    }, LINGER_MS).unref();
  }

  /** A connection that is being closed still brings messages, and acknowledges them. */
  message(...message: Message): void {
    if (this.successor) {
      this.successor.message(...message);
      return;
    }
    this.held.push(message);
    this.bytes += message[1].length;
    while (this.bytes > MOST_BYTES) this.bytes -= this.held.shift()?.[1].length ?? 0;
  }

  refused(): void {
    // Whoever comes next asks again and is told.
  }

  end(): void {
    clearTimeout(this.timer);
    const key = keyOf(this.clientId, this.filter);
    if (gaps.get(key) === this) gaps.delete(key);
  }

  private handOver(successor: Subscriber): void {
    this.end();
    this.successor = successor;
    for (const message of this.held.splice(0)) successor.message(...message);
  }

  /** Ends the gap that a subscriber fills; null when there is none. */
  static fill(clientId: string, subscriber: Subscriber): Gap | null {
    const gap = gaps.get(keyOf(clientId, subscriber.filter)) ?? null;
    gap?.handOver(subscriber);
    return gap;
  }
}

function keyOf(clientId: string, filter: string): string {
  return `${clientId}\n${filter}`;
}
