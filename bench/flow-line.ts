import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { startBroker } from '../demo/broker';
import { installPack } from '../demo/install';
import { startNodeRed } from '../demo/node-red';
import type { BackboneName } from '../models/backbones';
import { packageRoot } from '../models/package-root';
import type { Verdict } from '../models/verdict';
import { INPUT_SIZE } from './defaults';

const HOST = '127.0.0.1';
const CAMERA = 'bench/camera';
const VERDICT = 'bench/verdict';

interface Sent {
  at: number;
  arrived: (verdict: Arrival) => void;
}

/** A verdict as it came over MQTT. */
export interface Arrival {
  verdict: Verdict;
  /** From handing the frame to the MQTT client to having the verdict, milliseconds. */
  latencyMs: number;
}

/** A real Node-RED with this pack between a camera and a PLC that speak MQTT. */
export class FlowLine {
  /** Verdicts that came, by part: exactly one each is right. */
  readonly verdicts = new Map<string, number>();
  private readonly waiting = new Map<string, Sent>();
  private parts = 0;

  private constructor(
    private readonly camera: MqttClient,
    plc: MqttClient,
    private readonly stops: (() => Promise<unknown>)[],
  ) {
    plc.on('message', (_topic, payload) => this.receive(JSON.parse(payload.toString())));
  }

  static async start(backbone: BackboneName, windowSize: number): Promise<FlowLine> {
    const directory = await mkdtemp(join(tmpdir(), 'sroc-bench-'));
    const stops: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
    try {
      const broker = await startBroker(HOST, 0);
      stops.push(() => broker.close());
      await installPack(packageRoot, directory, true);
      await writeFile(join(directory, 'flows.json'), JSON.stringify(flow(broker.port, backbone, windowSize)));
      // A connection each, as in a plant: on one, a verdict would wait for the frame to be acknowledged.
      const connection = () => connectAsync(`mqtt://${HOST}:${broker.port}`);
      const [camera, plc] = await Promise.all([connection(), connection()]);
      stops.push(() => Promise.all([camera.endAsync(), plc.endAsync()]));
      await plc.subscribeAsync(VERDICT, { qos: 1 });
      const listening = broker.awaited(CAMERA);
      const port = await freePort();
      const nodeRed = startNodeRed({ root: packageRoot, userDirectory: directory, host: HOST, port });
      stops.push(() => nodeRed.stop());
      await Promise.all([nodeRed.ready, listening]);
      return new FlowLine(camera, plc, stops);
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  /** Sends one frame. @returns its verdict, and which part it was */
  send(picture: Buffer): { part: string; answer: Promise<Arrival> } {
    const triggerId = ++this.parts % 65_536;
    const part = `part ${this.parts}`;
    const message = { triggerId, partId: part, image: picture.toString('base64') };
    const answer = new Promise<Arrival>((arrived) => {
      this.waiting.set(part, { at: performance.now(), arrived });
    });
    this.camera.publish(CAMERA, JSON.stringify(message), { qos: 1 });
    return { part, answer };
  }

  stop(): Promise<void> {
    return stopAll(this.stops);
  }

  private receive(verdict: Verdict): void {
    const { partId } = verdict;
    this.verdicts.set(partId, (this.verdicts.get(partId) ?? 0) + 1);
    const sent = this.waiting.get(partId);
    this.waiting.delete(partId);
    sent?.arrived({ verdict, latencyMs: performance.now() - sent.at });
  }
}

async function stopAll(stops: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of [...stops].reverse()) await stop();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  return address.port;
}

/** What an engineer would draw, with the nodes' defaults; errors go to a catch node, not to the log. */
function flow(mqttPort: number, backbone: BackboneName, windowSize: number) {
  const place = { z: 'tab', x: 100, y: 100 };
  return [
    { id: 'tab', type: 'tab', label: 'bench' },
    { id: 'catch', type: 'catch', ...place, scope: null, uncaught: false, wires: [[]] },
    { id: 'broker', type: 'sroc-mqtt', host: HOST, port: mqttPort },
    {
      id: 'camera',
      type: 'sroc-camera-mqtt',
      ...place,
      broker: 'broker',
      topic: CAMERA,
      qos: 1,
      wires: [['inspect']],
    },
    {
      id: 'inspect',
      type: 'sroc-inspect',
      ...place,
      station: 'bench',
      recipe: 'bench',
      windowSize,
      backbone,
      inputSize: INPUT_SIZE,
      wires: [['plc'], [], ['plc']],
    },
    { id: 'plc', type: 'sroc-plc-mqtt', ...place, broker: 'broker', topic: VERDICT, qos: 1, wires: [] },
  ];
}
