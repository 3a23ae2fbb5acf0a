import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Broker, startMosquitto } from '../brokers';
import { TestServer } from '../opcua-server';
import { Closing } from './closing';
import { flowOf, frame, station, verdicts } from './inspect-line';
import { type FlowNode, startRuntime, type TestRuntime } from './runtime';

const SECRETS = ['mqtt-Passwort-7f3a', 'opcua-Passwort-9c1d', 'key-Passwort-44e2'];
let runtime: TestRuntime;
let broker: Broker;
let server: TestServer;
const closing = new Closing();

before(async () => {
  broker = closing.keep(await startMosquitto({ users: { line: 'another password' } }));
  server = await TestServer.start({ anonymous: false, users: { line: 'another password' } });
  runtime = await startRuntime({ credentialSecret: 'a key of this test', srocMqttReconnectFirst: 20 });
});
after(async () => {
  await runtime.stop();
  await server.stop();
  await closing.all();
});

/** Brokers and servers that refuse the password, so that every sentence about it is written. */
const flow = (): FlowNode[] => [
  ...flowOf(station('line')),
  {
    id: 'broker',
    type: 'sroc-mqtt',
    host: '127.0.0.1',
    port: broker.port,
    credentials: { user: 'line', password: SECRETS[0], passphrase: SECRETS[2] },
  },
  { id: 'camera', type: 'sroc-camera-mqtt', z: 'tab', broker: 'broker', topic: 'a/b', wires: [['line']] },
  {
    id: 'plc',
    type: 'sroc-plc-mqtt',
    z: 'tab',
    broker: 'broker',
    topic: 'a/verdict',
    statusTopic: 'a/status',
    wires: [],
  },
  {
    id: 'server',
    type: 'sroc-opcua',
    endpoint: server.url,
    securityMode: 'None',
    authentication: 'username',
    credentials: { user: 'line', password: SECRETS[1] },
  },
  {
    id: 'ua',
    type: 'sroc-plc-opcua',
    z: 'tab',
    server: 'server',
    mode: 'latched',
    variables: {},
    wires: [[]],
  },
];

async function textsBelow(folder: string): Promise<[name: string, text: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => [entry.name, await readFile(join(entry.parentPath, entry.name), 'latin1')]),
  );
}

test('passwords stand in no export, no file, no log, no status and no message', async () => {
  await runtime.deploy(flow());
  const refused = (id: string) => runtime.statuses(id).first(({ fill }) => fill === 'red');
  await Promise.all([refused('camera'), refused('plc'), refused('ua')]);
  runtime.inject('line', await frame(1));
  await verdicts(runtime, 'line', 1);

  const exported = await (await fetch(`${runtime.url}/flows`)).text();
  assert.match(exported, /sroc-mqtt/);
  const shown = await (await fetch(`${runtime.url}/credentials/sroc-mqtt/broker`)).text();
  assert.match(shown, /"user":"line"/);
  const metrics = await (await fetch(`${runtime.url}/sroc-inspection/metrics`)).text();
  const told = ['camera', 'plc', 'ua', 'line'].flatMap((id) => runtime.statuses(id).all);
  const heard = ['errors', 'line-verdicts', 'line-status'].flatMap((id) => runtime.messages(id).all);
  const places: [string, string][] = [
    ['export', exported],
    ['credentials for the editor', shown],
    ['metrics', metrics],
    ['log', JSON.stringify(runtime.log.all)],
    ['statuses', JSON.stringify(told)],
    ['messages', JSON.stringify(heard)],
    ...(await textsBelow(runtime.userDirectory)),
  ];
  assert.ok(
    places.some(([name]) => name.endsWith('_cred.json')),
    'Node-RED keeps them, encrypted',
  );
  for (const [place, text] of places)
    for (const secret of SECRETS) assert.ok(!text.includes(secret), `${place} holds ${secret}`);
});
