import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DataType, type ISessionContext, StatusCodes, type Variant } from 'node-opcua';
import { nodeIdOf, type TestServer } from '../../opcua-server';
import { CameraServer } from './camera-server';

let cameras: CameraServer;
let server: TestServer;

before(async () => {
  cameras = await CameraServer.start();
  server = cameras.server;
});
after(() => cameras.stop());

describe('reading on a trigger', () => {
  it('reads picture and part id at every step of a counter, and gives missed steps a fault of their own', async () => {
    const image = server.variable('t-image', DataType.ByteString, Buffer.from('old'));
    const part = server.variable('t-part', DataType.String, 'old');
    const trigger = server.variable('t-trigger', DataType.UInt16, 65534);
    const { camera, shots } = await cameras.open({
      way: 'trigger',
      nodeIds: { image: nodeIdOf('t-image'), trigger: nodeIdOf('t-trigger'), partId: nodeIdOf('t-part') },
    });
    const shoot = (count: number) => {
      image.setValueFromSource({ dataType: DataType.ByteString, value: Buffer.from(`picture ${count}`) });
      part.setValueFromSource({ dataType: DataType.String, value: `part ${count}` });
      trigger.setValueFromSource({ dataType: DataType.UInt16, value: count });
    };
    shoot(65535);
    await shots.count(1);
    shoot(1);
    await shots.count(2);
    shoot(3);
    const [last, first, missed, third] = await shots.count(4);
    assert.deepEqual(
      [last, first, third].map(({ triggerId, partId, image: bytes, fault }) => [
        triggerId,
        partId,
        String(bytes),
        fault,
      ]),
      [
        [65535, 'part 65535', 'picture 65535', undefined],
        [1, 'part 1', 'picture 1', undefined],
        [3, 'part 3', 'picture 3', undefined],
      ],
    );
    assert.equal(missed.triggerId, 2);
    assert.match(missed.fault ?? '', /trigger 2 was counted but not seen/);
    await camera.close();
  });

  it('reads the picture of a counter that is wider than a trigger id', async () => {
    const image = server.variable('w-image', DataType.ByteString, Buffer.from('old'));
    const trigger = server.variable('w-trigger', DataType.UInt32, 69_999);
    const { camera, shots } = await cameras.open({
      way: 'trigger',
      nodeIds: { image: nodeIdOf('w-image'), trigger: nodeIdOf('w-trigger') },
    });
    image.setValueFromSource({ dataType: DataType.ByteString, value: Buffer.from('picture') });
    trigger.setValueFromSource({ dataType: DataType.UInt32, value: 70_000 });
    const [shot] = await shots.count(1);
    assert.deepEqual(
      [shot.triggerId, String(shot.image), shot.fault],
      [70_000 - 65_536, 'picture', undefined],
    );
    await camera.close();
  });

  it('does not give a picture to a trigger that came before it', async () => {
    const image = server.variable('r-image', DataType.ByteString, Buffer.from('old'));
    const trigger = server.variable('r-trigger', DataType.UInt16, 10);
    const { camera, shots } = await cameras.open({
      way: 'trigger',
      nodeIds: { image: nodeIdOf('r-image'), trigger: nodeIdOf('r-trigger') },
    });
    for (const count of [11, 12]) {
      image.setValueFromSource({ dataType: DataType.ByteString, value: Buffer.from(`picture ${count}`) });
      trigger.setValueFromSource({ dataType: DataType.UInt16, value: count });
    }
    const [early, late] = await shots.count(2);
    assert.equal(early.triggerId, 11);
    assert.match(early.fault ?? '', /picture of trigger 11 was replaced/);
    assert.equal(String(late.image), 'picture 12');
    assert.equal(late.fault, undefined);
    await camera.close();
  });

  it('reads on rising edges only, with the trigger id from its variable', async () => {
    server.variable('e-image', DataType.ByteString, Buffer.from('picture'));
    const id = server.variable('e-id', DataType.UInt16, 7);
    const trigger = server.variable('e-trigger', DataType.Boolean, true);
    const { camera, shots, troubles } = await cameras.open({
      way: 'trigger',
      triggerKind: 'edge',
      nodeIds: { image: nodeIdOf('e-image'), trigger: nodeIdOf('e-trigger'), triggerId: nodeIdOf('e-id') },
    });
    const set = (value: boolean) => trigger.setValueFromSource({ dataType: DataType.Boolean, value });
    set(false);
    set(true);
    assert.equal((await shots.count(1))[0].triggerId, 7);
    id.setValueFromSource({ dataType: DataType.UInt16, value: 8 });
    set(false);
    set(true);
    assert.equal((await shots.count(2))[1].triggerId, 8);
    set(false);
    set(true);
    assert.match(await troubles.first(), /Two triggers found trigger id 8/);
    assert.equal(shots.all.length, 2);
    await camera.close();
  });
});

describe('a server that samples', () => {
  it('is reported, because pictures between two samples are lost', async () => {
    server.variable('slow', DataType.ByteString, Buffer.from('x'), { minimumSamplingInterval: 200 });
    const { camera, notes } = await cameras.open({ nodeIds: { image: nodeIdOf('slow') } });
    assert.match(await notes.first(), /looks at .* only every 200 ms/);
    await camera.close();
  });
});

describe('calling a method', () => {
  it('takes the ByteString result, with arguments from the message by name', async () => {
    const method = server.namespace.addMethod(server.root, {
      browseName: 'Grab',
      nodeId: 's=Grab',
      inputArguments: [{ name: 'Exposure', dataType: DataType.Double }],
      outputArguments: [{ name: 'Picture', dataType: DataType.ByteString }],
    });
    method.bindMethod(async ([exposure]: Variant[], _context: ISessionContext) => ({
      statusCode: exposure.value > 0 ? StatusCodes.Good : StatusCodes.BadOutOfRange,
      outputArguments: [{ dataType: DataType.ByteString, value: Buffer.from(`exposed ${exposure.value}`) }],
    }));
    const { camera } = await cameras.open({
      way: 'method',
      nodeIds: { object: nodeIdOf('Line'), method: nodeIdOf('Grab') },
    });
    assert.equal(String((await camera.shoot({ exposure: 2.5 })).image), 'exposed 2.5');
    assert.equal((await camera.shoot({ exposure: -1 })).fault, "the camera's method answered BadOutOfRange");
    await assert.rejects(camera.shoot({}), /wants "Exposure"; give it in msg.Exposure/);
    await camera.close();
  });
});
