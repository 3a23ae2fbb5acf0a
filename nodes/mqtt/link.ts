import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import {
  connect,
  type IClientOptions,
  type IClientPublishOptions,
  type IClientSubscribeOptions,
  type IConnackPacket,
  type IPublishPacket,
  type MqttClient,
} from 'mqtt';
import { Backoff, type BackoffLimits } from './backoff';
import { ConnectionLost } from './trouble';

/** What the broker publishes for us when we go without a word. */
export interface LastWill {
  topic: string;
  payload: string;
  qos: 0 | 1 | 2;
}

interface LinkEvents {
  online: [connack: IConnackPacket];
  /** After every lost connection and every attempt in vain. */
  offline: [why: Error];
  message: [topic: string, payload: Buffer, packet: IPublishPacket];
}

/** Longest time (ms) a goodbye to the broker may take. */
const GOODBYE = 300;

/**
 * One client of the `mqtt` library that comes back for ever, waiting longer each time. What is not acknowledged when
 * the connection breaks fails with `ConnectionLost`, so that its owner decides what happens to it: the library's own
 * queue and its own repetition of unacknowledged messages are not used.
 */
export class Link extends EventEmitter<LinkEvents> {
  private client: MqttClient | null = null;
  private readonly backoff: Backoff;
  private readonly pending = new Set<(error?: Error) => void>();
  private why: Error | null = null;
  private onlineSince = 0;
  private retry: NodeJS.Timeout | null = null;
  private closing = false;

  /**
   * @param options asked once, before the first attempt; asked again later when it fails
   * @param will what it is at the moment of each attempt
   */
  constructor(
    private readonly options: () => Promise<IClientOptions>,
    private readonly limits: BackoffLimits,
    private readonly will: () => LastWill | null,
  ) {
    super();
    this.backoff = new Backoff(limits);
  }

  get online(): boolean {
    return this.client?.connected === true && !this.closing;
  }

  open(): void {
    this.options().then(
      (options) => {
        if (!this.closing) this.start(options);
      },
      (error: Error) => {
        if (this.closing) return;
        this.retry = setTimeout(() => this.open(), this.backoff.next());
        this.emit('offline', error);
      },
    );
  }

  /** Resolves when the broker has taken the message (with QoS 0: when it is written). */
  publish(topic: string, payload: string | Buffer, options: IClientPublishOptions): Promise<void> {
    return this.answered((client, settle) => client.publish(topic, payload, options, settle));
  }

  /** @throws when the broker refuses the subscription */
  subscribe(filter: string, options: IClientSubscribeOptions): Promise<void> {
    return this.answered((client, settle) => client.subscribe(filter, options, (error) => settle(error)));
  }

  unsubscribe(filter: string): Promise<void> {
    return this.answered((client, settle) => client.unsubscribe(filter, settle));
  }

  /** Says goodbye, so that no last will is published, and is gone in any case after `GOODBYE` ms. */
  async close(): Promise<void> {
    this.closing = true;
    if (this.retry) clearTimeout(this.retry);
    const { client } = this;
    if (!client) return;
    this.failPending();
    for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
    const polite = client.connected;
    await new Promise<void>((ended) => {
      const impatience = setTimeout(() => {
        client.stream.destroy();
        ended();
      }, GOODBYE);
      client.end(!polite, () => {
        clearTimeout(impatience);
        ended();
      });
    });
  }

  private start(options: IClientOptions): void {
    const client = connect({
      ...options,
      will: this.willPacket(),
      reconnectPeriod: 1,
      reconnectOnConnackError: true,
      resubscribe: false,
      queueQoSZero: false,
    });
    this.client = client;
    client.on('connect', (connack) => {
      // A verdict must not wait for the broker's system to acknowledge the packet before it: up to 40 ms.
      if (client.stream instanceof Socket) client.stream.setNoDelay();
      this.why = null;
      this.onlineSince = Date.now();
      this.emit('online', connack);
    });
    client.on('message', (topic, payload, packet) => this.emit('message', topic, payload, packet));
    client.on('error', (error) => {
      this.why = error;
    });
    client.on('disconnect', (packet) => {
      const { reasonCode } = packet;
      this.why = Object.assign(new Error(packet.properties?.reasonString ?? `reason ${reasonCode}`), {
        code: reasonCode,
      });
    });
    client.on('reconnect', () => {
      client.options.will = this.willPacket();
    });
    // Before the library's own listener, which reads from the options when it shall try again.
    client.prependListener('close', () => this.lost(client));
  }

  private lost(client: MqttClient): void {
    if (this.closing) return;
    // A connection that never lasts, such as that of two clients with one id, does not count as being back.
    if (client.connected && Date.now() - this.onlineSince >= this.limits.longest) this.backoff.reset();
    client.options.reconnectPeriod = this.backoff.next();
    this.failPending();
    for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
    const why = this.why ?? new ConnectionLost();
    this.why = null;
    // The library has to note first that it is not connected any more.
    queueMicrotask(() => {
      if (!this.closing) this.emit('offline', why);
    });
  }

  private willPacket(): IClientOptions['will'] {
    const will = this.will();
    return will ? { ...will, payload: Buffer.from(will.payload), retain: true } : undefined;
  }

  private answered(ask: (client: MqttClient, settle: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.client || !this.online) {
        reject(new ConnectionLost());
        return;
      }
      const settle = (error?: Error | null) => {
        this.pending.delete(settle);
        if (error) reject(error);
        else resolve();
      };
      this.pending.add(settle);
      ask(this.client, settle);
    });
  }

  private failPending(): void {
    for (const settle of this.pending) settle(new ConnectionLost());
  }
}
