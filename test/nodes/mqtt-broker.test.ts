import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { type Certificates, makeCertificates, startAedes, startMosquitto } from '../brokers';
import { Closing } from './closing';
import { type FlowNode, startRuntime, type TestRuntime, tabWithCatch } from './runtime';

const SECRET = 'correct-horse';
let runtime: TestRuntime;
let directory: string;
let certificates: Certificates;
const closing = new Closing();

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mqtt-broker-'));
  certificates = await makeCertificates(directory);
  runtime = await startRuntime({ srocMqttReconnectFirst: 10, srocMqttReconnectLongest: 20 });
});
after(async () => {
  await runtime.stop();
  await rm(directory, { recursive: true, force: true });
});
afterEach(async () => {
  await runtime.deploy([]);
  await closing.all();
});

let flows = 0;

/** A camera and a station on one broker node. */
function flow(port: number, settings: Record<string, unknown>) {
  const number = ++flows;
  const [camera, plc, sink] = [`camera${number}`, `plc${number}`, `errors${number}`];
  const nodes: FlowNode[] = [
    ...tabWithCatch.map((one) => (one.id === 'catch' ? { ...one, wires: [[sink]] } : one)),
    { id: sink, type: 'test-sink', z: 'tab' },
    { id: `broker${number}`, type: 'sroc-mqtt', host: '127.0.0.1', port, ...settings },
    {
      id: camera,
      type: 'sroc-camera-mqtt',
      z: 'tab',
      broker: `broker${number}`,
      topic: 'camera',
      wires: [[]],
    },
    {
      id: plc,
      type: 'sroc-plc-mqtt',
      z: 'tab',
      broker: `broker${number}`,
      topic: 'v',
      statusTopic: 's',
      wires: [],
    },
  ];
  const shows = (node: string, words: RegExp) =>
    runtime.statuses(node).first(({ text }) => words.test(text ?? ''));
  const connected = () => Promise.all([shows(camera, /^connected/), shows(plc, /^connected/)]);
  const errors = () => runtime.messages(sink).all.map(({ error }) => (error as { message: string }).message);
  return { nodes, camera, plc, shows, connected, errors };
}

test('all nodes share one connection, which goes with the last of them', async () => {
  const broker = closing.keep(await startAedes());
  const { nodes, camera, plc, connected } = flow(broker.port, { clientId: 'line1' });
  await runtime.deploy(nodes);
  await connected();
  assert.equal(broker.aedes.connectedClients, 1);
  await runtime.deploy(
    nodes.filter(({ id }) => id !== camera),
    'nodes',
  );
  assert.equal(broker.aedes.connectedClients, 1);
  const gone = once(broker.aedes, 'clientDisconnect');
  await runtime.deploy(
    nodes.filter(({ id }) => id !== camera && id !== plc),
    'nodes',
  );
  const [client] = await gone;
  assert.equal(client.id, 'line1');
});

for (const protocolVersion of ['4', '5']) {
  test(`a wrong password is one error however often it is refused; the right one connects (MQTT ${protocolVersion})`, async () => {
    const broker = closing.keep(await startMosquitto({ users: { line: SECRET } }));
    const settings = (password: string) => ({ protocolVersion, credentials: { user: 'line', password } });
    const wrong = flow(broker.port, settings('wrong-battery'));
    const linesBefore = runtime.log.all.length;
    await runtime.deploy(wrong.nodes);
    const refusal = new RegExp(`^127\\.0\\.0\\.1:${broker.port} refused user or password$`);
    await wrong.shows(wrong.camera, refusal);
    await wrong.shows(wrong.plc, refusal);
    const right = flow(broker.port, settings(SECRET));
    await runtime.deploy(right.nodes);
    await right.connected();
    // Each user of the broker node hands the error to the Catch nodes of its flow.
    assert.equal(wrong.errors().length, 2);
    assert.match(
      wrong.errors()[0],
      /No connection to the MQTT broker: .* refused user or password\. It is tried/,
    );
    assert.deepEqual(right.errors(), []);
    const lines = runtime.log.all.slice(linesBefore).map(({ msg }) => msg);
    assert.deepEqual(
      lines.filter((line) => /wrong-battery|correct-horse/.test(line)),
      [],
    );
  });
}

test('a refused connection is tried on, and told once', async () => {
  const broker = closing.keep(await startAedes());
  let attempts = 0;
  const fifth = new Promise<void>((reached) => {
    broker.aedes.authenticate = (_client, _user, _password, callback) => {
      if (++attempts === 5) reached();
      const refused = Object.assign(new Error('refused'), { returnCode: 4 });
      callback(attempts > 5 ? null : refused, attempts > 5);
    };
  });
  const { nodes, connected, errors } = flow(broker.port, {});
  const linesBefore = runtime.log.all.length;
  await runtime.deploy(nodes);
  await fifth;
  await connected();
  assert.equal(attempts, 6);
  assert.equal(errors().length, 2);
  const lines = runtime.log.all.slice(linesBefore).filter(({ msg }) => /broker/.test(msg));
  assert.equal(lines.length, 1, JSON.stringify(lines));
  assert.match(lines[0].msg, /is back/);
});

for (const protocolVersion of ['4', '5']) {
  test(`TLS with a client certificate and a password, from files and pasted (MQTT ${protocolVersion})`, async () => {
    const tls = { ...certificates, clientCertificate: true };
    const broker = closing.keep(await startMosquitto({ users: { line: SECRET }, tls }));
    const login = { user: 'line', password: SECRET };
    const { ca, clientCert, clientKey } = certificates;
    const fromFiles = flow(broker.port, {
      protocolVersion,
      tls: true,
      caFile: ca,
      certFile: clientCert,
      keyFile: clientKey,
      credentials: login,
    });
    await runtime.deploy(fromFiles.nodes);
    await fromFiles.connected();
    // As the editor's fields keep it: without line breaks.
    const read = async (file: string) => (await readFile(file, 'utf8')).replaceAll('\n', '');
    const pasted = { ca: await read(ca), cert: await read(clientCert), key: await read(clientKey) };
    const fromPaste = flow(broker.port, { protocolVersion, tls: true, credentials: { ...login, ...pasted } });
    await runtime.deploy(fromPaste.nodes);
    await fromPaste.connected();
  });
}

test('a broker whose certificate nobody vouches for is refused, unless that is wanted', async () => {
  const broker = closing.keep(await startMosquitto({ tls: certificates }));
  const strict = flow(broker.port, { tls: true });
  await runtime.deploy(strict.nodes);
  await strict.shows(strict.camera, /^TLS: /);
  const lax = flow(broker.port, { tls: true, verify: false });
  await runtime.deploy(lax.nodes);
  await lax.connected();
});

test('a certificate file that is not there is said, not thrown', async () => {
  const broker = closing.keep(await startMosquitto({ tls: certificates }));
  const { nodes, camera, shows, errors } = flow(broker.port, { tls: true, caFile: '/nowhere/ca.crt' });
  await runtime.deploy(nodes);
  await shows(camera, /certificate or key file: .*\/nowhere\/ca\.crt/);
  assert.match(errors()[0], /\/nowhere\/ca\.crt/);
});

test('what is pasted and is no certificate is said, not thrown', async () => {
  const broker = closing.keep(await startMosquitto({ tls: certificates }));
  const { nodes, camera, shows } = flow(broker.port, { tls: true, credentials: { ca: 'no PEM' } });
  await runtime.deploy(nodes);
  await shows(camera, /TLS|PEM|routines/);
});

test('nodes without a broker or with a topic that is none say so', async () => {
  const nodes: FlowNode[] = [
    ...tabWithCatch,
    { id: 'free', type: 'sroc-mqtt', host: '127.0.0.1', port: 1 },
    { id: 'lonely', type: 'sroc-camera-mqtt', z: 'tab', topic: 'a', wires: [[]] },
    { id: 'odd', type: 'sroc-camera-mqtt', z: 'tab', broker: 'free', topic: 'a/#/b', wires: [[]] },
    { id: 'wild', type: 'sroc-plc-mqtt', z: 'tab', broker: 'free', topic: 'a/+', wires: [] },
  ];
  await runtime.deploy(nodes);
  assert.equal((await runtime.statuses('lonely').first()).text, 'no broker chosen');
  assert.equal((await runtime.statuses('odd').first()).text, 'the topic is not allowed in MQTT');
  assert.equal((await runtime.statuses('wild').first()).text, 'the topic "a/+" is not allowed in MQTT');
  runtime.inject('wild', { payload: 1 });
  const { error } = await runtime.messages('errors').first();
  assert.match(JSON.stringify(error), /a\/\+/);
});

test('a topic with a variable that Node-RED did not put in is said, not used', async () => {
  const [unset, beside] = [`$\{SROC_TEST_UNSET}`, `$\{LINE}/verdict`];
  await runtime.deploy([
    ...tabWithCatch,
    { id: 'free', type: 'sroc-mqtt', host: '127.0.0.1', port: 1 },
    { id: 'unset', type: 'sroc-camera-mqtt', z: 'tab', broker: 'free', topic: unset, wires: [[]] },
    { id: 'beside', type: 'sroc-plc-mqtt', z: 'tab', broker: 'free', topic: beside, wires: [] },
  ]);
  const wasLeft = 'was not put in: it is not set, or does not stand alone in its field';
  assert.equal((await runtime.statuses('unset').first()).text, `${unset} ${wasLeft}`);
  assert.equal((await runtime.statuses('beside').first()).text, `$\{LINE} ${wasLeft}`);
});
