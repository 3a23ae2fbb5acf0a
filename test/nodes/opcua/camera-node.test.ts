import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DataType, type ISessionContext, StatusCodes, Variant } from 'node-opcua';
import { defer } from '../../../nodes/opcua/deferred';
import { nodeIdOf, TestServer } from '../../opcua-server';
import { type FlowNode, startRuntime, type TestRuntime, tabWithCatch } from '../runtime';
import { connectionTo } from './opcua-flow';

let runtime: TestRuntime;
let server: TestServer;

before(async () => {
  [runtime, server] = await Promise.all([startRuntime(), TestServer.start({ namespacesBefore: 2 })]);
});
after(async () => {
  await runtime.stop();
  await server.stop();
});

const connected = (id: string) =>
  runtime.statuses(id).first((status) => status.shape === 'dot' && status.fill === 'green');

describe('sroc-camera-opcua', { timeout: 60_000 }, () => {
  it('sends one frame for every value of a subscribed image, with the identity written before it', async () => {
    const image = server.variable('Image', DataType.ByteString, Buffer.from('old picture'));
    const triggerId = server.variable('TriggerId', DataType.UInt16, 1);
    const partId = server.variable('PartId', DataType.String, 'none');
    await runtime.deploy([
      ...tabWithCatch,
      connectionTo(server),
      {
        id: 'camera',
        type: 'sroc-camera-opcua',
        z: 'tab',
        server: 'server',
        way: 'subscribe',
        imageNode: nodeIdOf('Image'),
        triggerIdNode: nodeIdOf('TriggerId'),
        partIdNode: nodeIdOf('PartId'),
        recipe: 'cup',
        queueSize: 10,
        wires: [['frames']],
      },
      { id: 'frames', type: 'test-sink', z: 'tab' },
    ]);
    await connected('camera');
    const at = new Date('2026-01-02T03:04:05.678Z').getTime();
    for (let shot = 0; shot < 8; shot += 1) {
      const time = new Date(at + shot * 10);
      triggerId.setValueFromSource({ dataType: DataType.UInt16, value: 100 + shot }, undefined, time);
      partId.setValueFromSource({ dataType: DataType.String, value: `part ${shot}` }, undefined, time);
      image.setValueFromSource(
        { dataType: DataType.ByteString, value: Buffer.from(`picture ${shot}`) },
        undefined,
        time,
      );
    }
    const frames = await runtime.messages('frames').count(8);
    for (const [shot, message] of frames.entries()) {
      assert.equal(String(message.payload), `picture ${shot}`);
      const { receivedAt, ...frame } = message.frame as Record<string, unknown>;
      assert.deepEqual(frame, {
        triggerId: 100 + shot,
        partId: `part ${shot}`,
        recipe: 'cup',
        source: nodeIdOf('Image'),
        capturedAt: new Date(at + shot * 10).toISOString(),
      });
      assert.ok(Math.abs(Number(receivedAt) - Date.now()) < 30_000);
    }
  });
});

describe('a camera that is deployed anew', { timeout: 60_000 }, () => {
  it('answers every trigger once, those too that come while it is away', async () => {
    const image = server.variable('CountedImage', DataType.ByteString, Buffer.from('none'));
    const trigger = server.variable('Counted', DataType.UInt16, 7);
    const flow = (name: string): FlowNode[] => [
      ...tabWithCatch,
      connectionTo(server),
      {
        id: 'counting',
        type: 'sroc-camera-opcua',
        z: 'tab',
        name,
        server: 'server',
        way: 'trigger',
        imageNode: nodeIdOf('CountedImage'),
        triggerNode: nodeIdOf('Counted'),
        triggerKind: 'counter',
        wires: [['counted']],
      },
      { id: 'counted', type: 'test-sink', z: 'tab' },
    ];
    await runtime.deploy(flow('first'));
    await connected('counting');
    let count = 7;
    const shoot = () => {
      count += 1;
      image.setValueFromSource({ dataType: DataType.ByteString, value: Buffer.from(`picture ${count}`) });
      trigger.setValueFromSource({ dataType: DataType.UInt16, value: count });
    };
    const shooting = setInterval(shoot, 20);
    const { all } = runtime.messages('counted');
    for (const [index, type] of (['nodes', 'flows', 'full', 'nodes'] as const).entries()) {
      await runtime.messages('counted').count(all.length + 5);
      await runtime.deploy(flow(`deploy ${index}`), type);
    }
    await runtime.messages('counted').count(all.length + 5);
    clearInterval(shooting);
    const frames = await runtime.messages('counted').count(count - 7);
    const seen = frames.map((message) => message.frame as Record<string, unknown>);
    assert.deepEqual(
      seen.map(({ triggerId }) => triggerId),
      Array.from({ length: count - 7 }, (_, index) => index + 8),
    );
    for (const [index, { triggerId, fault }] of seen.entries())
      if (!fault) assert.equal(String(frames[index].payload), `picture ${triggerId}`);
  });
});

describe('a picture that was asked for', { timeout: 60_000 }, () => {
  it('arrives though the camera node was deployed anew before it came', async () => {
    const asked = defer<void>();
    const exposed = defer<void>();
    server.namespace
      .addMethod(server.root, {
        browseName: 'Expose',
        nodeId: 's=Expose',
        inputArguments: [],
        outputArguments: [{ name: 'Picture', dataType: DataType.ByteString }],
      })
      .bindMethod(async (_values: Variant[], _context: ISessionContext) => {
        asked.resolve();
        await exposed.promise;
        const picture = new Variant({ dataType: DataType.ByteString, value: Buffer.from('part 7') });
        return { statusCode: StatusCodes.Good, outputArguments: [picture] };
      });
    const flow = (name: string): FlowNode[] => [
      ...tabWithCatch,
      connectionTo(server),
      {
        id: 'exposing',
        type: 'sroc-camera-opcua',
        z: 'tab',
        name,
        server: 'server',
        way: 'method',
        objectNode: nodeIdOf('Line'),
        methodNode: nodeIdOf('Expose'),
        wires: [['exposed']],
      },
      { id: 'exposed', type: 'test-sink', z: 'tab' },
    ];
    await runtime.deploy(flow('first'));
    await connected('exposing');
    runtime.inject('exposing', { triggerId: 7 });
    await asked.promise;
    await runtime.deploy(flow('second'), 'nodes');
    exposed.resolve();
    const frame = await runtime.messages('exposed').first();
    assert.equal(String(frame.payload), 'part 7');
    assert.equal((frame.frame as Record<string, unknown>).triggerId, 7);
  });
});

describe('a camera that cannot be asked', { timeout: 60_000 }, () => {
  it('still gives whoever asked a frame under its own id, and an error', async () => {
    await runtime.deploy([
      ...tabWithCatch,
      connectionTo(server, { authentication: 'certificate' }),
      {
        id: 'camera',
        type: 'sroc-camera-opcua',
        z: 'tab',
        server: 'server',
        way: 'method',
        objectNode: nodeIdOf('Gone'),
        methodNode: nodeIdOf('GoneToo'),
        recipe: '',
        wires: [['frames']],
      },
      { id: 'frames', type: 'test-sink', z: 'tab' },
    ]);
    const seen = runtime.messages('frames').all.length;
    runtime.inject('camera', { triggerId: 77 });
    const frame = (await runtime.messages('frames').count(seen + 1))[seen];
    const identity = frame.frame as Record<string, unknown>;
    assert.deepEqual([identity.triggerId, typeof identity.fault, frame.recipe], [77, 'string', '']);
  });
});
