import { createHash } from 'node:crypto';
import type { IClientOptions, IClientPublishOptions, IConnackPacket, IPublishPacket } from 'mqtt';
import type { BackoffLimits } from './backoff';
import { Gap } from './gap';
import { type LastWill, Link } from './link';
import { isRedelivered } from './redelivery';
import type { Subscriber } from './subscriber';
import { subscriptionId } from './subscription-id';
import { matches } from './topic';
import { ConnectionLost } from './trouble';

/** A node that uses the connection. */
export interface ConnectionUser {
  connectionOnline(): void;
  /** After every lost connection and every attempt in vain. */
  connectionOffline(why: Error): void;
}

/** A station whose status topic says `offline` when this process dies. */
export interface WillOwner {
  will: LastWill;
  /** The broker may have published the will just now: say again how things are. */
  renew(): void;
}

/** What is told about the connection as a whole, once an outage. */
export interface ConnectionReport {
  lost(why: Error): void;
  back(): void;
  /** A station's last will cannot be left with the broker although it is there. */
  willLost(topic: string, why: Error): void;
}

/** Attempts in vain after which a missing last will is told. */
const WILL_ATTEMPTS = 3;

/**
 * The one connection of a broker node, shared by everybody who uses it; opened for the first user, closed with the
 * last. MQTT gives a connection one last will: it goes to the first station, every further station gets a small
 * connection of its own that does nothing but hold its will (docs/decisions/0002-last-will.md).
 */
export class Connection {
  private readonly users = new Set<ConnectionUser>();
  private readonly subscribers = new Set<Subscriber>();
  private readonly wills = new Map<WillOwner, Link | null>();
  private mainWill: LastWill | null = null;
  private link: Link | null = null;
  private outage = false;
  /** MQTT 5 numbers that tell which subscription a message belongs to; null when the broker has none. */
  private numbers: Map<string, number> | null = null;

  /** @param clientId of the connection; those that hold a will have a suffix */
  constructor(
    private readonly clientId: string,
    private readonly options: () => Promise<IClientOptions>,
    private readonly limits: BackoffLimits,
    private readonly report: ConnectionReport,
  ) {}

  get online(): boolean {
    return this.link?.online === true;
  }

  register(user: ConnectionUser): void {
    this.users.add(user);
    if (this.link) {
      if (this.online) setImmediate(() => this.users.has(user) && this.online && user.connectionOnline());
      return;
    }
    // Later in this turn the other nodes of the flow come, and one of them may bring the last will.
    setImmediate(() => this.open());
  }

  /** Closes the connection when `user` was the last, and no subscription waits for the next. */
  async deregister(user: ConnectionUser): Promise<void> {
    this.users.delete(user);
    if (!this.needed) await this.close();
  }

  async close(): Promise<void> {
    this.users.clear();
    const links = [this.link, ...this.wills.values()];
    this.link = null;
    this.wills.clear();
    this.mainWill = null;
    this.outage = false;
    await Promise.all(links.map((link) => link?.close()));
  }

  /** @throws ConnectionLost when there is no connection, or it breaks before the broker has answered */
  publish(topic: string, payload: string | Buffer, options: IClientPublishOptions): Promise<void> {
    return this.link?.publish(topic, payload, options) ?? Promise.reject(new ConnectionLost());
  }

  /** What came since a redeploy closed the subscriber before this one is handed over first. */
  subscribe(subscriber: Subscriber): void {
    const gap = Gap.fill(this.clientId, subscriber);
    this.subscribers.add(subscriber);
    if (this.online) this.ask(subscriber.filter);
    if (gap) this.subscribers.delete(gap);
  }

  /**
   * @param replaced whether another subscriber may take this one's place within a redeploy: the subscription then
   * stays for a moment, and what comes meanwhile is held for it
   * @returns who takes what still comes for this subscriber, from a connection that is being closed
   */
  unsubscribe(subscriber: Subscriber, replaced = false): Subscriber | null {
    this.subscribers.delete(subscriber);
    if (this.of(subscriber.filter).length > 0) return null;
    if (replaced) {
      const gap: Gap = new Gap(this.clientId, subscriber, () => {
        this.unsubscribe(gap);
        if (!this.needed) void this.close();
      });
      this.subscribers.add(gap);
      return gap;
    }
    if (this.online) {
      // A broker that does not answer has forgotten us anyway.
      this.link?.unsubscribe(subscriber.filter).catch(() => undefined);
    }
    return null;
  }

  addWill(owner: WillOwner): void {
    const { topic, payload } = owner.will;
    const kept = this.mainWill?.topic === topic && this.mainWill.payload === payload;
    if (kept || (!this.link && !this.mainWill)) {
      this.mainWill = owner.will;
      this.wills.set(owner, null);
      return;
    }
    const suffix = createHash('sha256').update(topic).digest('hex').slice(0, 4);
    const link = new Link(
      async () => ({ ...(await this.options()), clientId: `${this.clientId}-${suffix}`, clean: true }),
      this.limits,
      () => owner.will,
    );
    let attempts = 0;
    link.on('online', () => {
      attempts = 0;
      if (this.online) owner.renew();
    });
    link.on('offline', (why) => {
      attempts++;
      if (attempts === WILL_ATTEMPTS && this.online) this.report.willLost(topic, why);
    });
    this.wills.set(owner, link);
    link.open();
  }

  /** Takes the will back; one that the main connection holds stays with the broker until that is renewed. */
  async removeWill(owner: WillOwner): Promise<void> {
    const link = this.wills.get(owner);
    this.wills.delete(owner);
    await link?.close();
  }

  private get needed(): boolean {
    return this.users.size > 0 || [...this.subscribers].some((subscriber) => subscriber instanceof Gap);
  }

  private open(): void {
    if (this.link || this.users.size === 0) return;
    const link = new Link(this.options, this.limits, () => this.mainWill);
    this.link = link;
    link.on('online', (connack) => this.wentOnline(connack));
    link.on('offline', (why) => this.wentOffline(why));
    link.on('message', (topic, payload, packet) => this.dispatch(topic, payload, packet));
    link.open();
  }

  private wentOnline({ properties }: IConnackPacket): void {
    const numbered = properties !== undefined && properties.subscriptionIdentifiersAvailable !== false;
    this.numbers = numbered ? new Map() : null;
    if (this.outage) this.report.back();
    this.outage = false;
    for (const filter of new Set([...this.subscribers].map((subscriber) => subscriber.filter))) {
      this.ask(filter);
    }
    for (const user of this.users) user.connectionOnline();
  }

  private wentOffline(why: Error): void {
    if (!this.outage) this.report.lost(why);
    this.outage = true;
    // The next connection need not carry the will of a station that has gone.
    if (![...this.wills.values()].includes(null)) this.mainWill = null;
    for (const user of this.users) user.connectionOffline(why);
  }

  private of(filter: string): Subscriber[] {
    return [...this.subscribers].filter((subscriber) => subscriber.filter === filter);
  }

  private ask(filter: string): void {
    const subscribers = this.of(filter);
    const qos =
      subscribers
        .map((subscriber) => subscriber.qos)
        .sort()
        .at(-1) ?? 0;
    const number = this.numberOf(filter);
    const properties = number === undefined ? {} : { properties: { subscriptionIdentifier: number } };
    this.link?.subscribe(filter, { qos, ...properties }).catch((error: Error) => {
      if (error instanceof ConnectionLost) return;
      for (const subscriber of subscribers) subscriber.refused(error);
    });
  }

  /** undefined when the broker takes no numbers. */
  private numberOf(filter: string): number | undefined {
    const { numbers } = this;
    if (!numbers) return undefined;
    const number = numbers.get(filter) ?? subscriptionId(filter, new Set(numbers.values()));
    numbers.set(filter, number);
    return number;
  }

  /**
   * With MQTT 5 the broker says which subscriptions a copy is for; before, filters must not overlap. The number alone is not
   * believed: one of an earlier session may have stood for another filter, and a frame must not reach another station.
   */
  private dispatch(topic: string, payload: Buffer, packet: IPublishPacket): void {
    if (isRedelivered(this.clientId, topic, payload, packet)) return;
    const given = packet.properties?.subscriptionIdentifier;
    const ids = given === undefined ? null : [given].flat();
    for (const subscriber of this.subscribers) {
      const number = this.numbers?.get(subscriber.filter);
      const meant = !ids || number === undefined || ids.includes(number);
      if (meant && matches(subscriber.filter, topic)) subscriber.message(topic, payload, packet);
    }
  }
}
