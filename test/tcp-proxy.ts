import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A cable between a client and a server on this machine, that can be cut, put back, or go silent. */
export class TcpProxy {
  private readonly pairs = new Set<[Socket, Socket]>();
  private readonly orphans = new Set<Socket>();
  private plugged = true;
  private silent = false;
  /** Milliseconds that every piece of data is held back. */
  private delayMs = 0;
  /** The last piece that is held back, by the socket it goes to. */
  private readonly underWay = new Map<Socket, Promise<void>>();
  /** Connections made since the start. */
  connections = 0;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, targetPort);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection; new ones are refused until `plug`. */
  unplug(): void {
    this.plugged = false;
    this.cut();
  }

  plug(): void {
    this.plugged = true;
  }

  /** Breaks every connection once; new ones may be made at once. */
  cut(): void {
    for (const [client, server] of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
    this.pairs.clear();
  }

  /** Connections stay open, new ones are accepted, and no byte passes in either direction. */
  silence(): void {
    this.silent = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** Ends the silence; what was held back passes now. */
  speak(): void {
    this.silent = false;
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  /** The server is gone without the client being told: what the client sends from now on leads nowhere. */
  halfOpen(): void {
    for (const pair of this.pairs) {
      const [client, server] = pair;
      this.pairs.delete(pair);
      this.orphans.add(client);
      client.once('close', () => this.orphans.delete(client));
      server.removeAllListeners('close');
      server.destroy();
    }
  }

  /** Ends connections in order, after what is under way. */
  hangUp(): void {
    for (const [client, server] of this.pairs) {
      client.end();
      server.end();
    }
  }

  /** Every piece of data takes so much longer; 0 ends that. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.cut();
    for (const client of this.orphans) client.destroy();
  }

  private join(client: Socket): void {
    if (!this.plugged) {
      client.resetAndDestroy();
      return;
    }
    this.connections += 1;
    const server = connect(this.targetPort, '127.0.0.1');
    const pair: [Socket, Socket] = [client, server];
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end).setNoDelay(true);
    client.on('data', (chunk) => this.pass(chunk, server));
    server.on('data', (chunk) => this.pass(chunk, client));
    if (this.silent) for (const socket of pair) socket.pause();
  }

  /** Whatever the delays, pieces pass in the order in which they came, as TCP has it. */
  private pass(chunk: Buffer, to: Socket): void {
    const before = this.underWay.get(to);
    if (!before && this.delayMs === 0) {
      to.write(chunk);
      return;
    }
    const passed = Promise.all([before, delay(this.delayMs)]).then(() => {
      to.write(chunk);
      if (this.underWay.get(to) === passed) this.underWay.delete(to);
    });
    this.underWay.set(to, passed);
  }
}
