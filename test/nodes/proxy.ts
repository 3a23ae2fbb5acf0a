import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A cable between a client and a broker that the test can silence or cut. */
export interface Proxy {
  port: number;
  /** From now on, nothing of what the broker says reaches the clients. */
  silence(): void;
  /** Breaks every connection, and every new one until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startProxy(target: number): Promise<Proxy> {
  const pairs = new Set<{ client: Socket; broker: Socket }>();
  let whole = true;
  const cut = () => {
    whole = false;
    for (const { client, broker } of pairs) {
      client.destroy();
      broker.destroy();
    }
  };
  const server = createServer((client) => {
    if (!whole) {
      client.destroy();
      return;
    }
    const broker = connect(target, '127.0.0.1');
    const pair = { client, broker };
    pairs.add(pair);
    client.pipe(broker);
    broker.pipe(client);
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ]) {
      one.on('error', () => undefined);
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no TCP address.');
  return {
    port: address.port,
    silence() {
      for (const { client, broker } of pairs) {
        broker.unpipe(client);
        broker.resume();
      }
    },
    cut,
    mend() {
      whole = true;
    },
    async close() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
