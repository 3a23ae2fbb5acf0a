import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DataType, type ISessionContext, StatusCodes, Variant, VariantArrayType } from 'node-opcua';
import { CameraLink } from '../../../nodes/opcua/camera-link';
import type { CameraSettings } from '../../../nodes/opcua/camera-settings';
import { OpcUaConnection } from '../../../nodes/opcua/connection';
import { defer } from '../../../nodes/opcua/deferred';
import { defaults } from '../../../nodes/opcua/settings';
import type { Shot } from '../../../nodes/opcua/shot';
import { nodeIdOf, TestServer } from '../../opcua-server';
import { Recorder } from '../recorder';

const nothing = {
  image: '',
  trigger: '',
  triggerId: '',
  partId: '',
  recipe: '',
  width: '',
  height: '',
  object: '',
  method: '',
};

let server: TestServer;
let folder: string;
let connection: OpcUaConnection;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sroc-opcua-camera-'));
  server = await TestServer.start();
  connection = new OpcUaConnection({
    ...defaults,
    endpointUrl: server.url,
    securityMode: 'None',
    securityPolicy: 'Basic256Sha256',
    user: { kind: 'anonymous' },
    pkiFolder: folder,
  });
});
after(async () => {
  await connection.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function open(
  settings: Partial<Omit<CameraSettings, 'nodeIds'>> & { nodeIds: Partial<CameraSettings['nodeIds']> },
) {
  const shots = new Recorder<Shot>();
  const troubles = new Recorder<string>();
  const notes = new Recorder<string>();
  const { promise, resolve } = defer<void>();
  const camera = new CameraLink(
    connection,
    {
      way: 'subscribe',
      triggerKind: 'counter',
      queueSize: 10,
      discardOldest: true,
      samplingMs: 0,
      ...settings,
      nodeIds: { ...nothing, ...settings.nodeIds },
    },
    3_000_000,
    {
      changed: (state) => state === 'connected' && resolve(),
      shot: (shot) => shots.push(shot),
      trouble: (sentence) => troubles.push(sentence),
      note: (sentence) => notes.push(sentence),
    },
  );
  await promise;
  return { camera, shots, troubles, notes };
}

describe('images of every type', () => {
  const picture = Buffer.from('a picture');
  for (const [type, dataType] of [
    ['ByteString', 'ByteString'],
    ['Image', 'Image'],
    ['ImageJPG', 'ImageJPG'],
    ['ImagePNG', 'ImagePNG'],
    ['ImageBMP', 'ImageBMP'],
  ]) {
    it(`takes ${type}`, async () => {
      const name = `image-${type}`;
      const variable = server.variable(name, dataType);
      variable.setValueFromSource({ dataType: DataType.ByteString, value: Buffer.from('before') });
      const { camera, shots } = await open({ nodeIds: { image: nodeIdOf(name) } });
      variable.setValueFromSource({ dataType: DataType.ByteString, value: picture });
      const shot = await shots.first();
      assert.equal(shot.fault, undefined);
      assert.deepEqual(shot.image, picture);
      await camera.close();
    });
  }

  it('takes bare pixels with the dimensions from their variables, and says when they do not fit', async () => {
    const pixels = server.variable('pixels', DataType.Byte, undefined, { valueRank: 1 });
    const width = server.variable('pixels-width', DataType.UInt32, 4);
    server.variable('pixels-height', DataType.UInt32, 2);
    const value = new Uint8Array([0, 50, 100, 150, 200, 250, 255, 1]);
    pixels.setValueFromSource({ dataType: DataType.Byte, arrayType: VariantArrayType.Array, value });
    const { camera } = await open({
      raw: { channels: 1, depth: 8 },
      nodeIds: {
        image: nodeIdOf('pixels'),
        width: nodeIdOf('pixels-width'),
        height: nodeIdOf('pixels-height'),
      },
    });
    const shot = await camera.shoot({});
    assert.deepEqual(shot.raw, { width: 4, height: 2, channels: 1, depth: 8 });
    assert.deepEqual([...shot.image], [...value]);
    width.setValueFromSource({ dataType: DataType.UInt32, value: 5 });
    const wrong = await camera.shoot({});
    assert.equal(
      wrong.fault,
      '5 x 2 pixels with 1 channels of 8 bit are 10 bytes; the image variable holds 8',
    );
    await camera.close();
  });

  it('makes a fault of a Bad or Uncertain status and of a value that is no picture', async () => {
    const variable = server.variable('sick', DataType.ByteString, Buffer.from('before'));
    const { camera, shots } = await open({ nodeIds: { image: nodeIdOf('sick') } });
    const value = new Variant({ dataType: DataType.ByteString, value: picture });
    variable.setValueFromSource(value, StatusCodes.BadNoCommunication);
    variable.setValueFromSource(value, StatusCodes.UncertainLastUsableValue);
    const [bad, uncertain] = await shots.count(2);
    assert.equal(bad.fault, "the image variable's status is BadNoCommunication");
    assert.equal(uncertain.fault, "the image variable's status is UncertainLastUsableValue");
    await camera.close();
    server.variable('number', DataType.Int32, 5);
    const other = await open({ nodeIds: { image: nodeIdOf('number') } });
    assert.equal(
      (await other.camera.shoot({})).fault,
      'the image variable holds Int32, not a ByteString or bytes',
    );
    await other.camera.close();
  });
});

describe('reading on a trigger', () => {
  it('reads picture and part id at every step of a counter, and gives missed steps a fault of their own', async () => {
    const image = server.variable('t-image', DataType.ByteString, Buffer.from('old'));
    const part = server.variable('t-part', DataType.String, 'old');
    const trigger = server.variable('t-trigger', DataType.UInt16, 65534);
    const { camera, shots } = await open({
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
    const { camera, shots } = await open({
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
    const { camera, shots } = await open({
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
    const { camera, shots, troubles } = await open({
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
    const { camera, notes } = await open({ nodeIds: { image: nodeIdOf('slow') } });
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
    const { camera } = await open({
      way: 'method',
      nodeIds: { object: nodeIdOf('Line'), method: nodeIdOf('Grab') },
    });
    assert.equal(String((await camera.shoot({ exposure: 2.5 })).image), 'exposed 2.5');
    assert.equal((await camera.shoot({ exposure: -1 })).fault, "the camera's method answered BadOutOfRange");
    await assert.rejects(camera.shoot({}), /wants "Exposure"; give it in msg.Exposure/);
    await camera.close();
  });
});

describe('a picture that is an OPC UA file', () => {
  it('is read piece by piece, and refused when it is larger than the limit', async () => {
    let file = Buffer.alloc(1_000_000, 7);
    let at = 0;
    const open_ = server.namespace.addObject({
      browseName: 'Picture',
      nodeId: 's=File',
      componentOf: server.root,
    });
    const add = (
      name: string,
      inputs: [string, DataType][],
      outputs: [string, DataType][],
      work: (values: Variant[]) => Variant[],
    ) => {
      const toArguments = (list: [string, DataType][]) =>
        list.map(([argument, dataType]) => ({ name: argument, dataType }));
      server.namespace
        .addMethod(open_, {
          browseName: { name, namespaceIndex: 0 },
          nodeId: `s=File.${name}`,
          inputArguments: toArguments(inputs),
          outputArguments: toArguments(outputs),
        })
        .bindMethod(async (values: Variant[], _context: ISessionContext) => ({
          statusCode: StatusCodes.Good,
          outputArguments: work(values),
        }));
    };
    add('Open', [['Mode', DataType.Byte]], [['FileHandle', DataType.UInt32]], () => {
      at = 0;
      return [new Variant({ dataType: DataType.UInt32, value: 1 })];
    });
    add(
      'Read',
      [
        ['FileHandle', DataType.UInt32],
        ['Length', DataType.Int32],
      ],
      [['Data', DataType.ByteString]],
      ([, length]) => {
        const piece = file.subarray(at, at + length.value);
        at += piece.length;
        return [new Variant({ dataType: DataType.ByteString, value: piece })];
      },
    );
    add('Close', [['FileHandle', DataType.UInt32]], [], () => []);
    server.variable('f-part', DataType.String, 'part 9');
    const { camera } = await open({
      way: 'trigger',
      nodeIds: { image: nodeIdOf('File'), trigger: nodeIdOf('t-trigger'), partId: nodeIdOf('f-part') },
    });
    const shot = await camera.shoot({});
    assert.equal(shot.image.length, 1_000_000);
    assert.equal(shot.partId, 'part 9');
    file = Buffer.alloc(4_000_000);
    await assert.rejects(camera.shoot({}), /larger than 3 MB/);
    await camera.close();
  });
});
