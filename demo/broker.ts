import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** The line's MQTT broker, in this process. */
export interface DemoBroker {
  port: number;
  /** Resolves once a client has subscribed to this topic, alone or with a wildcard. */
  awaited(topic: string): Promise<void>;
  close(): Promise<void>;
}

/** @param port 0 takes any free one */
export async function startBroker(host: string, port: number): Promise<DemoBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: addressOf(server.address()).port,
    awaited: (topic) =>
      new Promise((done) => {
        aedes.on('subscribe', (subscriptions) => {
          if (subscriptions.some((subscription) => covers(subscription.topic, topic))) done();
        });
      }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((done) => aedes.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The broker has no TCP address.');
  return address;
}

/** Does an MQTT topic filter, with its `+` and `#`, let this topic through? */
export function covers(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  const rest = wanted.indexOf('#');
  const compared = rest < 0 ? wanted : wanted.slice(0, rest);
  if (rest < 0 ? wanted.length !== levels.length : levels.length < rest) return false;
  return compared.every((level, index) => level === '+' || level === levels[index]);
}
