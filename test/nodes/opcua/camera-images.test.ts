import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DataType, type ISessionContext, StatusCodes, Variant, VariantArrayType } from 'node-opcua';
import { nodeIdOf, type TestServer } from '../../opcua-server';
import { CameraServer } from './camera-server';

let cameras: CameraServer;
let server: TestServer;

before(async () => {
  cameras = await CameraServer.start();
  server = cameras.server;
});
after(() => cameras.stop());

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
      const { camera, shots } = await cameras.open({ nodeIds: { image: nodeIdOf(name) } });
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
    const { camera } = await cameras.open({
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
    const { camera, shots } = await cameras.open({ nodeIds: { image: nodeIdOf('sick') } });
    const value = new Variant({ dataType: DataType.ByteString, value: picture });
    variable.setValueFromSource(value, StatusCodes.BadNoCommunication);
    variable.setValueFromSource(value, StatusCodes.UncertainLastUsableValue);
    const [bad, uncertain] = await shots.count(2);
    assert.equal(bad.fault, "the image variable's status is BadNoCommunication");
    assert.equal(uncertain.fault, "the image variable's status is UncertainLastUsableValue");
    await camera.close();
    server.variable('number', DataType.Int32, 5);
    const other = await cameras.open({ nodeIds: { image: nodeIdOf('number') } });
    assert.equal(
      (await other.camera.shoot({})).fault,
      'the image variable holds Int32, not a ByteString or bytes',
    );
    await other.camera.close();
  });
});

describe('a picture that is an OPC UA file', () => {
  it('is read piece by piece, and refused when it is larger than the limit', async () => {
    let file = Buffer.alloc(1_000_000, 7);
    let at = 0;
    const object = server.namespace.addObject({
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
        .addMethod(object, {
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
    server.variable('f-trigger', DataType.UInt16, 0);
    server.variable('f-part', DataType.String, 'part 9');
    const { camera } = await cameras.open({
      way: 'trigger',
      nodeIds: { image: nodeIdOf('File'), trigger: nodeIdOf('f-trigger'), partId: nodeIdOf('f-part') },
    });
    const shot = await camera.shoot({});
    assert.equal(shot.image.length, 1_000_000);
    assert.equal(shot.partId, 'part 9');
    file = Buffer.alloc(4_000_000);
    await assert.rejects(camera.shoot({}), /larger than 3 MB/);
    await camera.close();
  });
});
