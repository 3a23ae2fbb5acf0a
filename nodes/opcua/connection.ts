import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientSession, OPCUAClient } from 'node-opcua-client';
import { defer } from './deferred';
import { type Channel, disconnectWithin } from './disconnect';
import { explain, LinkError } from './explain';
import { makeClient } from './make-client';
import { namespaceChange, readNamespaces } from './namespaces';
import { type Pki, pkiAt } from './pki';
import type { ConnectionSettings } from './settings';
import { toIdentityInfo } from './user-identity';
import { watchBreaks } from './watch-breaks';
import { watchSilence } from './watch-silence';

export type LinkState = 'connecting' | 'connected' | 'interrupted' | 'failed' | 'closed';

/** What can be worked with while the state is `connected`. */
export interface Link {
  session: ClientSession;
  /** The server's NamespaceArray as read in this session. */
  namespaces: readonly string[];
}

export interface LinkUser {
  /** There is a new session: subscriptions have to be made on it. */
  opened(link: Link): void;
  /** A broken connection came back with its session and its subscriptions. */
  resumed(link: Link): void;
  /** Anything changed. `sentence` is given with `failed` and says why, once an outage or a new reason. */
  changed(state: LinkState, sentence?: string): void;
}

const shortestWaitMs = 250;
const longestWaitMs = 10_000;
/** How long users may take to say goodbye to the server when the connection closes. */
const farewellMs = 400;
/** How long the server may take to end the session. */
const goodbyeMs = 700;
/** How long closing takes at most. */
const closingMs = 950;

/**
 * One session on one server, shared by everybody who uses it, and kept up for ever: short breaks are left to
 * node-opcua, which brings the session and its subscriptions back; whatever it cannot mend within the grace time
 * (a restarted or silent server, a reordered namespace table, an expired session) ends in a new session.
 */
export class OpcUaConnection {
  private readonly users = new Set<LinkUser>();
  private readonly farewells = new Set<Promise<unknown>>();
  private readonly pki: Pki;
  private stateNow: LinkState = 'connecting';
  private sentence?: string;
  private link?: Link;
  private client?: OPCUAClient;
  private channel?: Channel;
  private started = false;
  private closed = false;
  private waitMs = shortestWaitMs;
  /** Rejected when the link goes down, so that no request waits for an answer that cannot come. */
  private down = defer<never>();
  /** Resolved when the next attempt to connect has succeeded or failed. */
  private attempt = defer<void>();
  /** Resolved at the next change of state. */
  private change = defer<void>();
  private giveUp: (reason: Error) => void = () => {};
  private wake: () => void = () => {};

  constructor(private readonly settings: ConnectionSettings) {
    this.pki = pkiAt(settings.pkiFolder);
  }

  get state(): LinkState {
    return this.stateNow;
  }

  /** Registers a user and starts the connection with the first one; the answer takes the registration back. */
  use(user: LinkUser): () => void {
    this.users.add(user);
    this.start();
    user.changed(this.stateNow, this.sentence);
    if (this.link && this.stateNow === 'connected') user.opened(this.link);
    return () => this.users.delete(user);
  }

  /** Node-RED closes the users' nodes and this connection's in one turn: what a user says last is waited for, shortly. */
  closeAfter(farewell: Promise<unknown>): void {
    this.farewells.add(farewell);
    const said = () => this.farewells.delete(farewell);
    farewell.then(said, said);
  }

  /**
   * Does something with the session.
   * @throws LinkError when there is no connection, it breaks meanwhile, or no answer comes in time.
   */
  async request<T>(what: string, work: (link: Link) => Promise<T>): Promise<T> {
    const { link } = this;
    if (!link || this.stateNow !== 'connected') {
      const why = this.sentence ?? `not connected to ${this.settings.endpointUrl}.`;
      throw new LinkError(`${what}: ${why}`);
    }
    const timeout = defer<never>();
    const timer = setTimeout(
      () => timeout.reject(new LinkError(`${what}: ${this.settings.endpointUrl} did not answer in time.`)),
      this.settings.requestTimeoutMs,
    );
    try {
      return await Promise.race([work(link), this.down.promise, timeout.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * As `request`, for somebody at the editor: connects where no node has done so yet, and tries at once where the
   * next attempt would be a while off. A connection made so stays for those who will use it.
   */
  async ask<T>(what: string, work: (link: Link) => Promise<T>): Promise<T> {
    if (this.stateNow !== 'connected' && !this.closed) {
      const { promise } = this.attempt;
      this.start();
      this.waitMs = shortestWaitMs;
      this.wake();
      await Promise.race([promise, sleep(this.settings.requestTimeoutMs)]);
    }
    return this.request(what, work);
  }

  /** Resolves when the link is up; at once, or after a short break. @throws LinkError when it does not come back. */
  async untilUp(): Promise<void> {
    while (this.stateNow === 'interrupted') await this.change.promise;
    if (this.stateNow !== 'connected') {
      throw new LinkError(`There is no connection to ${this.settings.endpointUrl}.`);
    }
  }

  /** Goes for a new session when the server's namespace table is no longer the one that this session began with. */
  async lookAtNamespaces(): Promise<void> {
    const now = await this.request('Read', ({ session }) => readNamespaces(session));
    const change = this.link && namespaceChange(this.link.namespaces, now);
    if (change) this.giveUp(change);
  }

  /** Ends the session; returns within a second whatever the server does. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const begun = performance.now();
    await Promise.race([Promise.allSettled(this.farewells), sleep(farewellMs, undefined, { ref: false })]);
    this.giveUp(new Error('closed'));
    this.wake();
    this.goDown('closed');
    await this.dropClient(closingMs - (performance.now() - begun));
  }

  private start(): void {
    if (this.started) return;
    this.started = true;
    void this.keepUp();
  }

  private async keepUp(): Promise<void> {
    while (!this.closed) {
      try {
        await this.holdOneSession();
      } catch (error) {
        if (this.closed) break;
        const sentence = explain(error, this.settings.endpointUrl, this.pki.certificateFile);
        this.goDown('failed', sentence);
        this.endAttempt();
      }
      await this.dropClient();
      if (!this.closed) await this.pause();
    }
  }

  private pause(): Promise<void> {
    const wait = this.waitMs * (0.75 + Math.random() / 2);
    this.waitMs = Math.min(this.waitMs * 2, longestWaitMs);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Opens a session and returns only by throwing, when that session cannot be used any longer. */
  private async holdOneSession(): Promise<void> {
    const ended = defer<never>();
    this.giveUp = ended.reject;
    const client = await Promise.race([makeClient(this.settings, this.pki), ended.promise]);
    if (this.closed) return;
    this.client = client;
    client.on('secure_channel_created', (channel) => {
      this.channel = channel;
    });
    await Promise.race([client.connect(this.settings.endpointUrl), ended.promise]);
    const session = await Promise.race([
      client.createSession(toIdentityInfo(this.settings.user)),
      ended.promise,
    ]);
    const namespaces = await readNamespaces(session);
    if (this.closed) return;
    const link = { session, namespaces };
    const isUp = () => this.stateNow === 'connected';
    const unwatchBreaks = watchBreaks(client, session, namespaces, this.settings, {
      isUp,
      lost: () => this.goDown('interrupted'),
      mended: () => {
        if (this.stateNow === 'interrupted') this.goUp(link, 'resumed');
      },
      fail: ended.reject,
    });
    const silence = watchSilence(client, session, this.settings.watchdogMs, isUp, ended.reject);
    this.goUp(link, 'opened');
    try {
      await ended.promise;
    } finally {
      clearInterval(silence);
      unwatchBreaks();
    }
  }

  private goUp(link: Link, how: 'opened' | 'resumed'): void {
    this.link = link;
    this.sentence = undefined;
    this.waitMs = shortestWaitMs;
    this.down = defer<never>();
    this.tell('connected');
    for (const user of [...this.users]) user[how](link);
    this.endAttempt();
  }

  private endAttempt(): void {
    this.attempt.resolve();
    this.attempt = defer<void>();
  }

  private goDown(state: LinkState, sentence?: string): void {
    if (this.stateNow === 'closed') return;
    const news = sentence !== this.sentence;
    this.down.reject(new LinkError(`The connection to ${this.settings.endpointUrl} is down.`));
    if (state !== 'interrupted') this.link = undefined;
    if (sentence) this.sentence = sentence;
    if (state !== this.stateNow || news) this.tell(state, news ? sentence : undefined);
  }

  private tell(state: LinkState, sentence?: string): void {
    this.stateNow = state;
    this.change.resolve();
    this.change = defer<void>();
    for (const user of [...this.users]) user.changed(state, sentence);
  }

  private async dropClient(mostMs = goodbyeMs): Promise<void> {
    const { client, channel } = this;
    this.client = undefined;
    this.channel = undefined;
    if (client) await disconnectWithin(client, () => channel, Math.min(goodbyeMs, mostMs));
  }
}
