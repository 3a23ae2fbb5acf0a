import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { Builder } from 'flatbuffers';
import { readTfjs } from '../../models/convert/tfjs';
import { readTflite } from '../../models/convert/tflite-file';
import { readBmp, readBmpSize } from '../../models/frame/bmp';
import { decodeFrame, UndecodableFrame } from '../../models/frame/decode';
import { folderName } from '../../models/store/folder-name';
import type { RecipePointer } from '../../models/store/recipe-pointer';
import { RecipeStore } from '../../models/store/recipe-store';
import { DamagedRecord, decodeRecord, encodeRecord } from '../../models/store/record';
import { bitmap } from './bitmaps';
import { gradient, WHOLE } from './pictures';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fuzz-'));
});
after(() => rm(directory, { recursive: true }));

/** Runs a parser on what may be damaged: it gives something, or a sentence, and never a mistake of its own. */
function givesOrSays(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.ok(!(error instanceof TypeError || error instanceof RangeError), String(error.stack));
    assert.match(error.message, /\w+ \w+ \w+/);
  }
}

/** Up to a few bytes changed, and perhaps the end cut off. */
const damaged = (sound: Buffer, most = 12) =>
  fc
    .record({
      changes: fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: most }),
      length: fc.option(fc.nat(sound.length), { freq: 4 }),
    })
    .map(({ changes, length }) => {
      const bytes = Buffer.from(sound);
      for (const [at, value] of changes) bytes[at] = value;
      return length === null ? bytes : bytes.subarray(0, length);
    });

/** A JSON text with any one of its values replaced by another. */
function replaced(sound: object): fc.Arbitrary<string> {
  const text = JSON.stringify(sound);
  let count = 0;
  JSON.parse(text, (_key, value) => {
    count++;
    return value;
  });
  return fc.tuple(fc.nat(count - 1), fc.jsonValue()).map(([chosen, other]) => {
    let at = 0;
    return JSON.stringify(JSON.parse(text, (_key, value) => (at++ === chosen ? other : value))) ?? '';
  });
}

describe('weights', () => {
  test('a damaged TensorFlow Lite model is read or refused', () => {
    fc.assert(
      fc.property(damaged(tinyTflite(), 6), (bytes) => givesOrSays(() => readTflite(bytes))),
      { numRuns: 3000 },
    );
    assert.deepEqual(readTflite(tinyTflite()).tensors[0].data, Float32Array.of(1, 2));
  });

  test('a damaged TensorFlow.js model is read or refused', () => {
    const model = {
      format: 'layers-model',
      modelTopology: { model_config: { config: { layers: [], output_layers: [['last', 0, 0]] } } },
      weightsManifest: [{ paths: ['shard'], weights: [{ name: 'kernel', shape: [2], dtype: 'float32' }] }],
    };
    const read = (json: string, shard: Buffer) =>
      readTfjs(
        new Map([
          ['folder/model.json', Buffer.from(json)],
          ['folder/shard', shard],
        ]),
        'folder/model.json',
      );
    const shard = Buffer.alloc(8);
    assert.equal(read(JSON.stringify(model), shard).output, 'last');
    fc.assert(
      fc.property(replaced(model), damaged(shard), (json, bytes) => givesOrSays(() => read(json, bytes))),
      { numRuns: 3000 },
    );
  });
});

describe('pictures', () => {
  test('a BMP with any header is read or refused, at once', () => {
    const files = ([8, 24, 32] as const).map((bits) => bitmap(gradient(40, 36), { bits }));
    const header = fc.array(fc.tuple(fc.nat(53), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...files), header, (file, changes) => {
        const bytes = Buffer.from(file);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          const { width, height } = readBmpSize(bytes);
          // What is larger is refused before a pixel is read.
          if (width * height > 1e6) return;
          const { data, channels } = readBmp(bytes);
          assert.equal(data.length, width * height * channels);
        } catch (error) {
          assert.ok(error instanceof UndecodableFrame, String(error));
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('bare pixels of any claimed layout are decoded or refused', async () => {
    const number = fc.oneof(
      fc.nat(300),
      fc.constantFrom(0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 53, -(2 ** 31)),
    );
    const layout = fc.record({ width: number, height: number, channels: number, depth: number });
    await fc.assert(
      fc.asyncProperty(layout, fc.nat(40_000), async (raw, length) => {
        // The types of the protocol hold for who keeps to it; what a flow sends is a number at best.
        const image = {
          data: new Uint8Array(length),
          raw: raw as { width: number; height: number; channels: 1; depth: 8 },
        };
        try {
          const { pixels } = await decodeFrame(image, 32, WHOLE);
          assert.equal(pixels.length, 32 * 32 * 3);
        } catch (error) {
          assert.ok(error instanceof UndecodableFrame, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the store', () => {
  test('a pointer with any value replaced names files of its own folder, or is refused', async () => {
    const store = new RecipeStore(directory, 'pointer');
    const good: RecipePointer = {
      format: 1,
      recipe: 'pointer',
      extractor: { backbone: 'mobilenet-v1', graphVersion: 1, inputSize: 224, region: WHOLE },
      windowSize: 20,
      window: store.newWindowName(),
      model: 'model-1.bin',
    };
    await store.writePointer(good);
    const path = join(directory, folderName('pointer'), 'recipe.json');
    await fc.assert(
      fc.asyncProperty(fc.oneof(replaced(good), fc.json(), fc.string()), async (text) => {
        await writeFile(path, text);
        const pointer = await store.readPointer().catch((error: unknown) => {
          assert.ok(error instanceof Error && !(error instanceof TypeError), String(error));
          return null;
        });
        for (const name of [pointer?.window, pointer?.model]) if (name) assert.match(name, /^[\w-]+\.bin$/);
      }),
      { numRuns: 400 },
    );
  });

  test('a record that is damaged anywhere is refused as such', () => {
    const sound = encodeRecord({ meta: { a: 1 }, arrays: { codes: Int16Array.of(1, 2, 3) } });
    fc.assert(
      fc.property(damaged(sound), (bytes) => {
        try {
          assert.deepEqual(decodeRecord(bytes), decodeRecord(sound));
        } catch (error) {
          assert.ok(error instanceof DamagedRecord, String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

/** A model with one tensor of two numbers and one operator. */
function tinyTflite(): Buffer {
  const builder = new Builder(256);
  const vector = (items: number[], size: number, add: (item: number) => void) => {
    builder.startVector(size, items.length, size);
    for (const item of [...items].reverse()) add(item);
    return builder.endVector();
  };
  const ints = (items: number[]) => vector(items, 4, (item) => builder.addInt32(item));
  const offsets = (items: number[]) => vector(items, 4, (item) => builder.addOffset(item));
  const table = (fields: [at: number, write: () => void][]) => {
    builder.startObject(8);
    for (const [, write] of fields) write();
    return builder.endObject();
  };
  const data = builder.createByteVector(new Uint8Array(Float32Array.of(1, 2).buffer));
  const weights = table([[0, () => builder.addFieldOffset(0, data, 0)]]);
  const buffers = offsets([weights]);
  const [shape, name] = [ints([2]), builder.createString('kernel')];
  const tensor = table([
    [0, () => builder.addFieldOffset(0, shape, 0)],
    [3, () => builder.addFieldOffset(3, name, 0)],
  ]);
  const tensors = offsets([tensor]);
  const [inputs, outputs] = [ints([0]), ints([0])];
  const operator = table([
    [1, () => builder.addFieldOffset(1, inputs, 0)],
    [2, () => builder.addFieldOffset(2, outputs, 0)],
  ]);
  const operators = offsets([operator]);
  const graph = table([
    [0, () => builder.addFieldOffset(0, tensors, 0)],
    [1, () => builder.addFieldOffset(1, inputs, 0)],
    [2, () => builder.addFieldOffset(2, outputs, 0)],
    [3, () => builder.addFieldOffset(3, operators, 0)],
  ]);
  const graphs = offsets([graph]);
  const code = table([[0, () => builder.addFieldInt8(0, 3, 0)]]);
  const codes = offsets([code]);
  const model = table([
    [1, () => builder.addFieldOffset(1, codes, 0)],
    [2, () => builder.addFieldOffset(2, graphs, 0)],
    [4, () => builder.addFieldOffset(4, buffers, 0)],
  ]);
  builder.finish(model, 'TFL3');
  return Buffer.from(builder.asUint8Array());
}
