import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { startBroker } from './broker';
import { DemoCamera, topics, topicsOf } from './camera';
import { LineConsole, windowProgress } from './console';
import { datasetName, readDataset } from './dataset';
import { installFlow } from './flow';
import { drawnFrames, type FrameSource, replayedFrames } from './frames';
import { installPack } from './install';
import { OpcUaDemoCamera, startLine2, stationReady } from './line2';
import { reachable, startNodeRed, urlHost } from './node-red';
import { demoUser } from './opcua-server';
import type { DemoOptions } from './options';
import { Sentence } from './sentence';

/** Window of the drawn part: short, so that one sees the line learn within seconds. */
const drawnWindow = 60;

/** The second line is slower than the first, so that two cores carry both. */
const secondLineRate = 0.5;

/**
 * Runs broker, OPC UA server, Node-RED and cameras until `stopped` resolves; then all of it is gone.
 * @param print takes one line for the console
 * @throws Sentence when the line cannot start or cannot go on
 */
export async function runLine(
  root: string,
  options: DemoOptions,
  print: (line: string) => void,
  stopped: Promise<void>,
): Promise<void> {
  const running: (() => Promise<void>)[] = [];
  try {
    const source = await frameSource(options);
    await requireFree(options.host, options.port, 'PORT');
    const broker = await startBroker(options.host, options.mqttPort).catch((error) => {
      throw portSentence(error, options.host, options.mqttPort, 'MQTT_PORT');
    });
    running.push(() => broker.close());
    const recipe = recipeOf(options);
    await requireFree(options.host, options.opcuaPort, 'OPCUA_PORT');
    const line2 = await startLine2(options.host, options.opcuaPort, options.directory, recipe);
    running.push(() => line2.server.stop());
    await prepare(root, options, source, { mqttPort: broker.port, opcuaEndpoint: line2.endpoint }, print);
    const host = reachable(options.host);
    const client = await connectAsync(`mqtt://${urlHost(host)}:${broker.port}`);
    running.push(() => client.endAsync());
    const camera = new DemoCamera(client, source);
    const camera2 = new OpcUaDemoCamera(
      client,
      line2.server,
      await frameSource({ ...options, seed: options.seed + 1 }),
    );
    listen(client, camera, 'line1', print);
    listen(client, camera2, 'line2', print);
    const wanted = ['line1', 'line2']
      .map(topicsOf)
      .flatMap(({ status, truth, verdict }) => [status, truth, verdict]);
    await client.subscribeAsync(wanted, { qos: 1 });
    const cameraAwaited = broker.awaited(topics.camera);
    const nodeRed = startNodeRed({ root, userDirectory: options.directory, ...options });
    running.push(() => nodeRed.stop());
    const died = nodeRed.ended.then((code) => {
      throw new Sentence(`Node-RED ended by itself (${code}); what it said last is above.`);
    });
    const addresses = nodeRed.ready.then(() => {
      print(`editor  http://${urlHost(host)}:${options.port}/`);
      print(`review  http://${urlHost(host)}:${options.port}/inspection/`);
      print(`broker  mqtt://${urlHost(host)}:${broker.port}, topics demo/line1/#`);
      print(`opc ua  ${line2.endpoint}, anonymous or user ${demoUser.name}, password ${demoUser.password}`);
    });
    running.push(() => camera.stop());
    running.push(() => camera2.stop());
    const shooting = Promise.all([addresses, cameraAwaited]).then(() => camera.run(options.rate));
    const leaving = new AbortController();
    running.push(async () => leaving.abort());
    const shooting2 = Promise.all([addresses, stationReady(line2.server, leaving.signal)]).then(() =>
      camera2.run(options.rate * secondLineRate),
    );
    await Promise.race([stopped, died, shooting, shooting2]);
  } finally {
    for (const stop of running.reverse()) await stop();
  }
}

/** Puts pack and flow into Node-RED's user directory. */
async function prepare(
  root: string,
  options: DemoOptions,
  source: FrameSource,
  servers: { mqttPort: number; opcuaEndpoint: string },
  print: (line: string) => void,
): Promise<void> {
  if (await installPack(root, options.directory, options.link)) print('installed the pack into the demo');
  await installFlow(join(root, 'demo', 'flow.json'), options.directory, {
    mqttHost: reachable(options.host),
    ...servers,
    recipe: recipeOf(options),
    windowSize: source.window,
  });
}

function recipeOf({ frames }: DemoOptions): string {
  return frames ? datasetName(frames) : 'flange';
}

/** What the PLC node says of itself while it knows nothing of the station. */
const presence = new Set(['online', 'offline']);

/** Prints what the line says, and tells the camera at the station's first word what it has already. */
function listen(client: MqttClient, camera: DemoCamera, line: string, print: (line: string) => void): void {
  const shown = new LineConsole(print, line);
  let heard = false;
  client.on('message', (topic, payload) => {
    const text = payload.toString();
    shown.message(topic, text, performance.now());
    if (heard || topic !== topicsOf(line).status || presence.has(text)) return;
    heard = true;
    camera.skipTo(windowProgress(text)?.collected ?? Number.POSITIVE_INFINITY);
  });
}

async function frameSource(options: DemoOptions): Promise<FrameSource> {
  const { seed, contamination, defectRate } = options;
  if (!options.frames) {
    return drawnFrames({ seed, contamination, defectRate, window: options.window ?? drawnWindow });
  }
  const samples = await readDataset(options.frames).catch((error: Error) => {
    throw new Sentence(error.message);
  });
  return replayedFrames(samples, options);
}

/** Tries a port before a process of its own opens it, which could say why only in its log. */
async function requireFree(host: string, port: number, variable: string): Promise<void> {
  const server = createServer().listen(port, host);
  await once(server, 'listening').catch((error) => {
    throw portSentence(error, host, port, variable);
  });
  server.close();
  await once(server, 'close');
}

function portSentence(error: NodeJS.ErrnoException, host: string, port: number, variable: string): Error {
  if (error.code === 'EADDRINUSE') {
    return new Sentence(
      `Port ${port} on ${host} is taken by another program; set ${variable} to a free one.`,
    );
  }
  return new Sentence(`${host}:${port} cannot be opened (${error.message}); check HOST and ${variable}.`);
}
