import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A cable between a client and a server on this machine, that can be cut, put back, or go silent. */
export class TcpProxy {
  private readonly pairs = new Set<[Socket, Socket]>();
  private plugged = true;
  private silent = false;
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

  async stop(): Promise<void> {
    this.server.close();
    this.cut();
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
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => client.write(chunk));
    if (this.silent) for (const socket of pair) socket.pause();
  }
}
