import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { datasetName, readDataset } from '../bench/dataset';
import { startBroker } from './broker';
import { DemoCamera, topics } from './camera';
import { LineConsole, windowProgress } from './console';
import { installFlow } from './flow';
import { drawnFrames, type FrameSource, replayedFrames } from './frames';
import { installPack } from './install';
import { reachable, startNodeRed, urlHost } from './node-red';
import type { DemoOptions } from './options';
import { Sentence } from './sentence';

/** Window of the drawn part: short, so that one sees the line learn within seconds. */
const drawnWindow = 60;

/**
 * Runs broker, Node-RED and camera until `stopped` resolves; then all of it is gone.
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
    await prepare(root, options, source, broker.port, print);
    const host = reachable(options.host);
    const client = await connectAsync(`mqtt://${urlHost(host)}:${broker.port}`);
    running.push(() => client.endAsync());
    const camera = new DemoCamera(client, source);
    listen(client, camera, print);
    await client.subscribeAsync([topics.status, topics.truth, topics.verdict], { qos: 1 });
    const cameraAwaited = broker.awaited(topics.camera);
    const nodeRed = startNodeRed({ root, userDirectory: options.directory, ...options });
    running.push(() => nodeRed.stop());
    const died = nodeRed.ended.then((code) => {
      throw new Sentence(`Node-RED ended by itself (${code}); what it said last is above.`);
    });
    const addresses = nodeRed.ready.then(() => {
      print(`editor  http://${urlHost(host)}:${options.port}/`);
      print(`broker  mqtt://${urlHost(host)}:${broker.port}, topics demo/line1/#`);
    });
    running.push(() => camera.stop());
    const shooting = Promise.all([addresses, cameraAwaited]).then(() => camera.run(options.rate));
    await Promise.race([stopped, died, shooting]);
  } finally {
    for (const stop of running.reverse()) await stop();
  }
}

/** Puts pack and flow into Node-RED's user directory. */
async function prepare(
  root: string,
  options: DemoOptions,
  source: FrameSource,
  mqttPort: number,
  print: (line: string) => void,
): Promise<void> {
  if (await installPack(root, options.directory, options.link)) print('installed the pack into the demo');
  await installFlow(join(root, 'demo', 'flow.json'), options.directory, {
    mqttHost: reachable(options.host),
    mqttPort,
    recipe: options.frames ? datasetName(options.frames) : 'flange',
    windowSize: source.window,
  });
}

/** What the PLC node says of itself while it knows nothing of the station. */
const presence = new Set(['online', 'offline']);

/** Prints what the line says, and tells the camera at the station's first word what it has already. */
function listen(client: MqttClient, camera: DemoCamera, print: (line: string) => void): void {
  const shown = new LineConsole(print);
  let heard = false;
  client.on('message', (topic, payload) => {
    const text = payload.toString();
    shown.message(topic, text, performance.now());
    if (heard || topic !== topics.status || presence.has(text)) return;
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
