import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type AedesBroker, type Broker, startAedes, startMosquitto } from '../brokers';
import { outside } from './mqtt-client';

const root = join(__dirname, '..', '..');
let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'last-will-'));
});
after(() => rm(directory, { recursive: true, force: true }));

/** Node-RED in a process of its own, with three stations on one broker node. */
async function startStations(port: number, protocolVersion: number): Promise<ChildProcess> {
  const stations = ['line1', 'line2', 'line3'].map((line) => ({
    id: line,
    type: 'sroc-plc-mqtt',
    z: 'tab',
    x: 0,
    y: 0,
    broker: 'broker',
    topic: `${line}/verdict`,
    statusTopic: `${line}/status`,
    wires: [],
  }));
  const broker = { id: 'broker', type: 'sroc-mqtt', host: '127.0.0.1', port, protocolVersion };
  const flows = join(directory, `flows-${port}.json`);
  await writeFile(flows, JSON.stringify([{ id: 'tab', type: 'tab' }, broker, ...stations]));
  const settings = join(directory, 'settings.js');
  await writeFile(
    settings,
    `module.exports = ${JSON.stringify({
      nodesDir: root,
      httpAdminRoot: false,
      httpNodeRoot: false,
      credentialSecret: false,
      logging: { console: { level: 'off' } },
    })}`,
  );
  const program = join(root, 'node_modules', 'node-red', 'red.js');
  const options = ['--userDir', directory, '--settings', settings, flows];
  return spawn(process.execPath, [program, ...options], { cwd: directory, stdio: 'ignore' });
}

const brokers = [
  { name: 'aedes, MQTT 3.1.1', version: 4, start: () => startAedes() },
  { name: 'mosquitto, MQTT 5', version: 5, start: () => startMosquitto({ config: ['sys_interval 1'] }) },
];

/** Resolves when so many clients are connected. */
async function clients(broker: Broker | AedesBroker, count: number): Promise<void> {
  if ('aedes' in broker) {
    const signal = AbortSignal.timeout(20_000);
    while (broker.aedes.connectedClients < count) await once(broker.aedes, 'clientReady', { signal });
    return;
  }
  const watcher = await outside(broker.port, ['$SYS/broker/clients/connected']);
  await watcher.heard.first(({ text }) => Number(text) >= count + 1);
  await watcher.end();
}

for (const { name, version, start } of brokers) {
  test(`every station says offline, retained, when Node-RED is killed (${name})`, async () => {
    const broker = await start();
    const client = await outside(broker.port, ['+/status']);
    const stations = await startStations(broker.port, version);
    const lines = ['line1', 'line2', 'line3'];
    try {
      for (const line of lines) {
        await client.heard.first(({ topic, text }) => topic === `${line}/status` && text === 'online');
      }
      // Ours, the shared one with the first station's will, and one for the will of each further station.
      await clients(broker, 4);
      const gone = once(stations, 'exit');
      stations.kill('SIGKILL');
      await gone;
      for (const line of lines) {
        await client.heard.first(({ topic, text }) => topic === `${line}/status` && text === 'offline');
      }
      const later = await outside(broker.port, ['+/status']);
      const kept = await later.heard.count(3);
      assert.deepEqual(
        kept.map(({ topic }) => topic).sort(),
        lines.map((line) => `${line}/status`),
      );
      for (const { text, retain } of kept) assert.deepEqual([text, retain], ['offline', true]);
      await later.end();
    } finally {
      stations.kill('SIGKILL');
      await client.end();
      await broker.close();
    }
  });
}
