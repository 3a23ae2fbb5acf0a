import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startAedes, startMosquitto } from '../brokers';
import { cameraAt, cameraFlow, connected, frameOf, JPEG } from './camera-flow';
import { Closing } from './closing';
import { startProxy } from './proxy';
import { type FlowNode, type Message, startRuntime, type TestRuntime } from './runtime';

let runtime: TestRuntime;
const closing = new Closing();

before(async () => {
  runtime = await startRuntime({ srocMqttReconnectFirst: 20, srocMqttReconnectLongest: 50 });
});
after(() => runtime.stop());
afterEach(async () => {
  await runtime.deploy([]);
  await closing.all();
});

test('frames of several cameras come through a wildcard, with the trigger id in the topic', async () => {
  const broker = closing.keep(await startAedes());
  const { nodes, id, frames } = cameraFlow(runtime, broker, {
    topic: 'plant/+/camera/#',
    triggerIdFrom: 'topic',
    triggerIdKey: '-1',
    partIdFrom: 'topic',
    partIdKey: '2',
  });
  await runtime.deploy(nodes);
  await connected(runtime, id);
  const { client } = await cameraAt(closing, broker);
  await client.publishAsync('plant/line1/camera/17', JPEG, { qos: 1 });
  await client.publishAsync('plant/line1/other/18', JPEG, { qos: 1 });
  await client.publishAsync('plant/line2/camera/x/65535', JPEG, { qos: 1 });
  const [first, second] = await frames().count(2);
  assert.deepEqual(first.payload, JPEG);
  assert.equal(first.topic, 'plant/line1/camera/17');
  assert.equal(frameOf(first).triggerId, 17);
  assert.equal(frameOf(first).partId, 'line1');
  assert.equal(frameOf(first).source, 'plant/line1/camera/17');
  assert.equal(frameOf(second).triggerId, 65535);
  assert.equal(frameOf(second).partId, 'line2');
});

test('JSON with base64, as the demo camera sends it', async () => {
  const broker = closing.keep(await startAedes());
  const { nodes, id, frames } = cameraFlow(runtime, broker, { topic: 'camera' });
  await runtime.deploy(nodes);
  await connected(runtime, id);
  const { client } = await cameraAt(closing, broker);
  const capturedAt = '2024-05-06T07:08:09.000Z';
  const json = { triggerId: 300, partId: 'p-300', recipe: 'nut', capturedAt, image: JPEG.toString('base64') };
  await client.publishAsync('camera', JSON.stringify(json), { qos: 1 });
  const message = await frames().first();
  const { receivedAt, ...frame } = frameOf(message);
  assert.deepEqual(frame, { triggerId: 300, partId: 'p-300', recipe: 'nut', source: 'camera', capturedAt });
  assert.equal(typeof receivedAt, 'number');
  assert.equal(message.recipe, 'nut');
  assert.deepEqual(message.payload, JPEG);
});

test('bare pixels carry their layout', async () => {
  const broker = closing.keep(await startAedes());
  const raw = { rawWidth: '4', rawHeight: '2', rawChannels: '3', rawDepth: '16' };
  const { nodes, id, frames } = cameraFlow(runtime, broker, { topic: 'camera', format: 'raw', ...raw });
  await runtime.deploy(nodes);
  await connected(runtime, id);
  const { client } = await cameraAt(closing, broker);
  await client.publishAsync('camera', Buffer.alloc(48, 9), { qos: 1 });
  const message = await frames().first();
  assert.deepEqual(frameOf(message).raw, { width: 4, height: 2, channels: 3, depth: 16 });
  assert.deepEqual(message.payload, Buffer.alloc(48, 9));
});

test('a message that is no picture is a trigger with a fault', async () => {
  const broker = closing.keep(await startAedes());
  const { nodes, id, frames } = cameraFlow(runtime, broker, { topic: 'camera', limitMb: 0.001 });
  await runtime.deploy(nodes);
  await connected(runtime, id);
  const { client } = await cameraAt(closing, broker);
  const large = Buffer.concat([JPEG, Buffer.alloc(2000)]);
  const wrongId = JSON.stringify({ triggerId: 70_000, image: JPEG.toString('base64') });
  for (const payload of ['part 5 ready', '', '{"triggerId":9}', large, wrongId, JPEG]) {
    await client.publishAsync('camera', payload, { qos: 1 });
  }
  const messages = await frames().count(6);
  const seen = messages.map((message) => [frameOf(message).triggerId, frameOf(message).fault]);
  const tooLarge = 'The message has 0.00192 MB; at most 0.001 MB are taken.';
  assert.deepEqual(seen, [
    [1, 'The message is the text "part 5 ready", not a picture.'],
    [2, 'The message is empty.'],
    [9, 'The JSON message has no picture in its field "image".'],
    [3, tooLarge],
    [4, 'The trigger id "70000" is no whole number from 0 to 65535.'],
    [5, undefined],
  ]);
  for (const { payload } of messages.slice(0, 5)) assert.deepEqual(payload, Buffer.alloc(0));
});

for (const takeRetained of [false, true]) {
  test(`a retained frame is ${takeRetained ? 'taken where that is wanted' : 'ignored, with a status'}`, async () => {
    const broker = closing.keep(await startMosquitto());
    const { client } = await cameraAt(closing, broker);
    await client.publishAsync('camera', JPEG, { qos: 1, retain: true });
    const { nodes, id, frames } = cameraFlow(runtime, broker, { topic: 'camera', takeRetained });
    await runtime.deploy(nodes);
    if (takeRetained) await frames().first();
    else await runtime.statuses(id).first(({ text }) => text === 'ignored a retained frame');
    await client.publishAsync('camera', Buffer.concat([JPEG, JPEG]), { qos: 1 });
    const payloads = (await frames().count(takeRetained ? 2 : 1)).map(({ payload }) => payload);
    assert.deepEqual(payloads, [...(takeRetained ? [JPEG] : []), Buffer.concat([JPEG, JPEG])]);
  });
}

test('user properties of MQTT 5 carry the identity', async () => {
  const broker = closing.keep(await startMosquitto());
  const { nodes, id, frames } = cameraFlow(runtime, broker, { topic: 'camera' }, { protocolVersion: '5' });
  await runtime.deploy(nodes);
  await connected(runtime, id);
  const { client } = await cameraAt(closing, broker, { protocolVersion: 5 });
  const userProperties = { triggerId: '513', partId: 'A-513', recipe: 'cup' };
  await client.publishAsync('camera', JPEG, { qos: 1, properties: { userProperties } });
  const frame = frameOf(await frames().first());
  assert.deepEqual([frame.triggerId, frame.partId, frame.recipe], [513, 'A-513', 'cup']);
});

test('with MQTT 5, overlapping topics of two camera nodes give each node each frame once', async () => {
  const broker = closing.keep(await startMosquitto());
  const one = cameraFlow(runtime, broker, { topic: 'line/#' }, { protocolVersion: '5' });
  const two = cameraFlow(runtime, broker, { topic: 'line/camera' });
  await runtime.deploy([...one.nodes, ...two.nodes.slice(-2)]);
  await connected(runtime, one.id);
  await connected(runtime, two.id);
  const { client } = await cameraAt(closing, broker);
  for (const byte of [1, 2, 3])
    await client.publishAsync('line/camera', Buffer.concat([JPEG, Buffer.of(byte)]), { qos: 1 });
  const last = (message: Message) => (message.payload as Buffer).at(-1);
  await one.frames().first((message) => last(message) === 3);
  await two.frames().first((message) => last(message) === 3);
  assert.deepEqual(one.frames().all.map(last), [1, 2, 3]);
  assert.deepEqual(two.frames().all.map(last), [1, 2, 3]);
});

test('with MQTT 5, what the broker held during an outage reaches the camera node whose topic it has', async () => {
  const broker = closing.keep(await startMosquitto());
  const cable = closing.keep(await startProxy(broker.port));
  const settings = { protocolVersion: '5', cleanSession: false, clientId: 'held', port: cable.port };
  const one = cameraFlow(runtime, broker, { topic: 'line1/camera' }, settings);
  const two = cameraFlow(runtime, broker, { topic: 'line2/camera' });
  const nodes = [...one.nodes, ...two.nodes.slice(-2)];
  await runtime.deploy(nodes);
  await connected(runtime, one.id);
  await connected(runtime, two.id);
  // The redeployed node is now the last to subscribe.
  await runtime.deploy(
    nodes.map((node) => (node.id === one.id ? { ...node, name: 'again' } : node)),
    'nodes',
  );
  const { client } = await cameraAt(closing, broker);
  await client.publishAsync('line1/camera', JPEG, { qos: 1 });
  await one.frames().first();
  cable.cut();
  await runtime.statuses(one.id).first(({ fill }) => fill === 'red');
  for (const line of [1, 2])
    await client.publishAsync(`line${line}/camera`, Buffer.concat([JPEG, JPEG]), { qos: 1 });
  cable.mend();
  await Promise.all([one.frames().count(2), two.frames().count(1)]);
  const topics = (frames: Message[]) => frames.map(({ topic }) => topic);
  assert.deepEqual(topics(one.frames().all), ['line1/camera', 'line1/camera']);
  assert.deepEqual(topics(two.frames().all), ['line2/camera']);
});

for (const protocolVersion of ['4', '5']) {
  test(`subscribes again when mosquitto was restarted (MQTT ${protocolVersion})`, async () => {
    const first = await startMosquitto();
    const { nodes, id, frames } = cameraFlow(runtime, first, { topic: 'camera' }, { protocolVersion });
    await runtime.deploy(nodes);
    await connected(runtime, id);
    await first.close();
    await runtime.statuses(id).first(({ text }) => text === `no broker at 127.0.0.1:${first.port}`);
    const before = runtime.statuses(id).all.length;
    const again = closing.keep(await startMosquitto({ port: first.port }));
    const statuses = runtime.statuses(id);
    await statuses.first((status) => statuses.all.indexOf(status) >= before && status.fill === 'green');
    const { client } = await cameraAt(closing, again);
    await client.publishAsync('camera', JPEG, { qos: 1 });
    assert.deepEqual((await frames().first()).payload, JPEG);
  });
}

test('a subscription that the broker refuses is a status and an error', async () => {
  const broker = closing.keep(await startAedes());
  broker.aedes.authorizeSubscribe = (_client, _subscription, callback) => callback(null, null);
  const { nodes, id } = cameraFlow(runtime, broker, { topic: 'secret/camera' });
  const caught = runtime.messages('errors');
  const before = caught.all.length;
  await runtime.deploy(nodes);
  await runtime.statuses(id).first(({ text }) => text === 'the broker refuses the topic');
  const error = await caught.first((message) => caught.all.indexOf(message) >= before);
  assert.match(JSON.stringify(error.error), /refuses the subscription of secret\/camera/);
});

for (const [type, which, cleanSession] of [
  ['nodes', 'camera', true],
  ['nodes', 'frames', true],
  ['flows', 'camera', true],
  ['full', 'camera', false],
] as const) {
  test(`no frame that comes while ${which} is being deployed anew (${type}) is lost or doubled`, async () => {
    // Of its own: what the other ones got before must not look like a message that is sent again.
    const line = `${type} ${which}`;
    // aedes sends again without the mark that MQTT wants (dup).
    const broker = closing.keep(await startMosquitto());
    const { nodes, id, frames } = cameraFlow(
      runtime,
      broker,
      { topic: `${line}/camera/+`, triggerIdFrom: 'topic', triggerIdKey: '-1' },
      { cleanSession },
    );
    const renamed = (name: string) =>
      nodes.map((node) => (node.id.startsWith(which) ? { ...node, name } : node));
    await runtime.deploy(nodes);
    await connected(runtime, id);
    const { client } = await cameraAt(closing, broker);
    let sent = 0;
    const sending = setInterval(() => client.publish(`${line}/camera/${++sent}`, JPEG, { qos: 1 }), 2);
    for (let deploy = 1; deploy <= 10; deploy++) {
      await runtime.deploy(renamed(`camera ${deploy}`), type);
      await frames().count(Math.max(1, sent));
    }
    clearInterval(sending);
    const all = await frames().count(sent);
    const ids = all.map((message) => Number(frameOf(message).triggerId));
    // What a broker holds for a client that is away need not come before what is published meanwhile.
    assert.deepEqual(
      cleanSession ? ids : ids.sort((one, other) => one - other),
      Array.from({ length: sent }, (_, index) => index + 1),
    );
  });
}

test('a deploy whose flows do not start holds as many frames as it may, says so, and the newest come when they do', async () => {
  const broker = closing.keep(await startAedes());
  const { nodes, id, frames } = cameraFlow(runtime, broker, { topic: 'stuck/camera', format: 'encoded' });
  const renamed = (name: string, ...more: FlowNode[]) => [
    ...nodes.map((node) => (node.id.startsWith('frames') ? { ...node, name } : node)),
    ...more,
  ];
  await runtime.deploy(nodes);
  await connected(runtime, id);
  const unknown = { id: 'unknown', type: 'nobody-has-this', z: 'tab' };
  const started = runtime.deploy(renamed('stuck', unknown), 'nodes');
  await runtime.log.first(({ msg }) => / - nobody-has-this/.test(msg));
  const { client } = await cameraAt(closing, broker);
  // Together more than may wait.
  const picture = (shot: number) => Buffer.concat([JPEG, Buffer.alloc(30 * 2 ** 20, shot)]);
  for (let shot = 1; shot <= 6; shot++) await client.publishAsync('stuck/camera', picture(shot), { qos: 1 });
  const tells = ({ error }: Message) => /did not start again/.test(JSON.stringify(error));
  await runtime.messages('errors').first(tells);
  await runtime.deploy(renamed('mended'), 'nodes');
  await started;
  await client.publishAsync('stuck/camera', JPEG, { qos: 1 });
  await frames().first((message) => frameOf(message).triggerId === 7);
  assert.deepEqual(
    frames().all.map((message) => frameOf(message).triggerId),
    [3, 4, 5, 6, 7],
  );
  assert.equal(runtime.messages('errors').all.filter(tells).length, 1);
});

test('a dozen cameras make the runtime warn of nothing', async () => {
  const warnings: string[] = [];
  const warned = (warning: Error) => warnings.push(warning.message);
  process.on('warning', warned);
  const broker = closing.keep(await startAedes());
  const { nodes } = cameraFlow(runtime, broker, { topic: 'line0/camera' });
  const more = Array.from({ length: 12 }, (_, index) => ({
    ...nodes[nodes.length - 2],
    id: `camera of line ${index + 1}`,
    topic: `line${index + 1}/camera`,
  }));
  await runtime.deploy([...nodes, ...more]);
  await connected(runtime, more[11].id);
  process.off('warning', warned);
  assert.deepEqual(warnings, []);
});
