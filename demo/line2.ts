import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import { pkiAt } from '../nodes/opcua/pki';
import { DemoCamera, type Truth } from './camera';
import type { FrameSource } from './frames';
import { reachable, urlHost } from './node-red';
import { DemoOpcUaServer } from './opcua-server';

/** A camera that puts its pictures into an OPC UA server instead of sending them. */
export class OpcUaDemoCamera extends DemoCamera {
  readonly #server: DemoOpcUaServer;

  constructor(client: MqttClient, server: DemoOpcUaServer, source: FrameSource) {
    super(client, source, 'line2');
    this.#server = server;
  }

  protected override async send({ triggerId, partId }: Truth, image: Buffer): Promise<void> {
    this.#server.shoot({ triggerId, partId, image });
  }
}

/**
 * Starts the OPC UA server and lets the demo's Node-RED trust it, as the trust button would.
 * @param directory Node-RED's user directory
 */
export async function startLine2(
  host: string,
  port: number,
  directory: string,
  recipe: string,
): Promise<{ server: DemoOpcUaServer; endpoint: string }> {
  const folder = join(directory, 'opcua-server');
  const server = await DemoOpcUaServer.start({ host, port, folder, recipe });
  const endpoint = `opc.tcp://${urlHost(reachable(host))}:${server.port}/demo`;
  await pkiAt(join(directory, 'sroc-inspection', 'pki')).trust(endpoint, server.certificate);
  return { server, endpoint };
}

/** Resolves once the station behind the PLC says that it takes triggers; stops waiting when `stopped` does. */
export async function stationReady(server: DemoOpcUaServer, stopped: AbortSignal): Promise<void> {
  while (!server.ready && !stopped.aborted) await wait(100);
}
