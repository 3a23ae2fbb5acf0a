import { setTimeout as wait } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { Evaluation } from '../../models/verdict';
import { type Broker, startMosquitto } from '../../test/brokers';
import { TcpProxy } from '../../test/tcp-proxy';
import { Book, type Heard } from './book';
import { cameraTopic, type FlowNode, mqttLines, statusTopic, verdictTopic, WINDOW } from './line-flow';
import { NodeRedHost } from './node-red-host';
import { smallParts } from './pictures';

const HOST = '127.0.0.1';
/** A verdict that has not come by then is lost, milliseconds. */
const PATIENCE = 30_000;

/** A broker, a cable to it that can be cut, Node-RED behind it, and cameras and a PLC on the broker's side. */
export class Plant {
  readonly book = new Book();
  private triggers = 0;

  private constructor(
    readonly stations: readonly string[],
    readonly flow: FlowNode[],
    readonly cable: TcpProxy,
    readonly nodeRed: NodeRedHost,
    private readonly broker: Broker,
    private readonly client: MqttClient,
    private readonly pictures: readonly Buffer[],
  ) {}

  /** @param lines the flow for a broker's port; one line a station when left out */
  static async start(
    stations: readonly string[],
    seed: number,
    lines: (brokerPort: number) => FlowNode[] = (port) => mqttLines(stations, port),
  ): Promise<Plant> {
    // Not the demo's broker: that one sends again without the mark that MQTT wants (dup).
    const broker = await startMosquitto({ config: ['max_queued_messages 0'] });
    const cable = await TcpProxy.start(broker.port);
    const client = await connectAsync(`mqtt://${HOST}:${broker.port}`);
    const flow = lines(cable.port);
    const nodeRed = await NodeRedHost.start(flow);
    const plant = new Plant(stations, flow, cable, nodeRed, broker, client, await smallParts(40, seed));
    const silent = new Set(stations.map(statusTopic));
    await new Promise<void>((listening) => {
      client.on('message', (topic, payload) => {
        // A station says so on the connection on which its camera has subscribed just before.
        if (silent.delete(topic) && silent.size === 0) listening();
        if (!topic.endsWith('/status')) plant.book.hear(JSON.parse(payload.toString()));
      });
      client.subscribe([...stations.map(verdictTopic), ...silent], { qos: 1 });
    });
    return plant;
  }

  /** Sends one frame. @returns its verdict; one that never comes is for the book to say */
  send(station: string, recipe = 'a', picture?: Buffer): Promise<Heard> {
    const triggerId = ++this.triggers % 65_536;
    const partId = `part ${this.triggers}`;
    const image = picture ?? this.pictures[this.triggers % this.pictures.length];
    const answer = this.book.expect(partId, triggerId);
    const message = { triggerId, partId, recipe, image: image.toString('base64') };
    this.client.publish(cameraTopic(station), JSON.stringify(message), { qos: 1 });
    return answer;
  }

  /** Sends any bytes on any topic of a station whose camera reads identity from it. */
  sendBytes(topic: (partId: string, triggerId: number) => string, bytes: Buffer): Promise<Heard> {
    const triggerId = ++this.triggers % 65_536;
    const partId = `part ${this.triggers}`;
    const answer = this.book.expect(partId, triggerId);
    this.client.publish(topic(partId, triggerId), bytes, { qos: 1 });
    return answer;
  }

  /** Sends frames of a recipe until they are judged. */
  async train(station: string, recipe = 'a'): Promise<void> {
    for (let frame = 0; frame < WINDOW; frame++) await this.send(station, recipe);
    while ((await this.send(station, recipe)).evaluation === Evaluation.Undefined) await wait(50);
  }

  /** Time (ms) until a frame that is sent now has its verdict; every one of them counts. */
  async recovered(station: string): Promise<number> {
    const started = performance.now();
    await Promise.race([this.send(station), wait(PATIENCE)]);
    return performance.now() - started;
  }

  /** Frames at a steady rate, over all stations and recipes in turn, until `stop` is called. */
  traffic(perSecond: number, recipes: readonly string[] = ['a']): { stop: () => void } {
    let count = 0;
    const timer = setInterval(() => void this.sendNext(count++, recipes), 1000 / perSecond);
    return { stop: () => clearInterval(timer) };
  }

  /** So many frames as fast as they are judged, over all stations and recipes in turn. */
  async rush(frames: number, recipes: readonly string[]): Promise<void> {
    let count = 0;
    const camera = async () => {
      // One that is lost is for the book to say.
      while (count < frames)
        await Promise.race([this.sendNext(count++, recipes), wait(PATIENCE, null, { ref: false })]);
    };
    await Promise.all(this.stations.flatMap(() => [camera(), camera()]));
  }

  private sendNext(count: number, recipes: readonly string[]): Promise<Heard> {
    const station = this.stations[count % this.stations.length];
    return this.send(station, recipes[Math.floor(count / this.stations.length) % recipes.length]);
  }

  complete(): Promise<number> {
    return this.book.complete(PATIENCE);
  }

  async stop(): Promise<void> {
    await this.nodeRed.stop();
    await this.client.endAsync();
    await this.cable.stop();
    await this.broker.close();
  }
}
