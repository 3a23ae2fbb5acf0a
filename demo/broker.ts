import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** The line's MQTT broker, in this process. */
export interface DemoBroker {
  port: number;
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
