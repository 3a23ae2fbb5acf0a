import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { backbones, type Preprocessing } from '../../models/backbones';
import { emitNetwork } from '../../models/convert/emit';
import {
  type Affine,
  type Conv,
  cut,
  foldAffines,
  type Layer,
  type Network,
} from '../../models/convert/network';
import { GraphBuilder } from '../../models/convert/onnx';

const SIZE = 32;
const OUT = 4;
const KERNEL = 7;

let seed = 7;
const random = (): number => {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647 - 0.5;
};
const randoms = (length: number): Float32Array => Float32Array.from({ length }, random);

const conv: Conv = {
  kind: 'conv',
  name: 'conv',
  inputs: ['in'],
  weights: randoms(OUT * 3 * KERNEL * KERNEL),
  shape: [OUT, 3, KERNEL, KERNEL],
  bias: randoms(OUT),
  strides: [2, 2],
  pads: [3, 3, 3, 3],
  groups: 1,
};
const norm: Affine = {
  kind: 'affine',
  name: 'norm',
  inputs: ['conv'],
  scale: randoms(OUT),
  shift: randoms(OUT),
};
const relu: Layer = { kind: 'relu', name: 'relu', inputs: ['norm'] };
const network: Network = { input: 'in', layers: [conv, norm, relu], output: 'relu' };

/** The definition: normalise, change the channel order, surround with zeros, convolve, normalise again. */
function plain(image: Uint8Array, { channelOrder, mean, scale }: Preprocessing): number[] {
  const pixel = (c: number, y: number, x: number): number => {
    if (y < 0 || x < 0 || y >= SIZE || x >= SIZE) return 0;
    const rgb = channelOrder === 'rgb' ? c : 2 - c;
    return (image[(y * SIZE + x) * 3 + rgb] - mean[c]) * scale;
  };
  const result: number[] = [];
  for (let o = 0; o < OUT; o++) {
    for (let y = 0; y < SIZE; y += 2) {
      for (let x = 0; x < SIZE; x += 2) {
        let sum = conv.bias[o];
        for (let i = 0; i < 3; i++) {
          for (let p = 0; p < KERNEL * KERNEL; p++) {
            const value = pixel(i, y - 3 + Math.floor(p / KERNEL), x - 3 + (p % KERNEL));
            sum += conv.weights[(o * 3 + i) * KERNEL * KERNEL + p] * value;
          }
        }
        result.push(Math.max(0, sum * norm.scale[o] + norm.shift[o]));
      }
    }
  }
  return result;
}

describe('the network from the pixels on', () => {
  for (const { name, preprocessing } of Object.values(backbones)) {
    it(`reads uint8 RGB as the plain preprocessing of ${name} does, up to the border`, async () => {
      const graph = new GraphBuilder('first');
      emitNetwork(graph, network, preprocessing, ['relu']);
      graph.output('relu', ['N', OUT, 'rows', 'columns']);
      const session = await InferenceSession.create(graph.encode());
      const image = Uint8Array.from({ length: SIZE * SIZE * 3 }, () => Math.floor((random() + 0.5) * 256));
      const output = await session.run({ image: new Tensor('uint8', image, [1, SIZE, SIZE, 3]) });
      const expected = plain(image, preprocessing);
      const actual = Array.from(output.relu.data, Number);
      const size = Math.max(...expected);
      assert.ok(expected.some((v) => v === 0) && size > 0);
      const worst = Math.max(...actual.map((a, i) => Math.abs(a - expected[i])));
      assert.ok(actual.length === expected.length && worst < 1e-5 * size, `off by ${worst} of ${size}`);
      await session.release();
    });
  }
});

describe('cut and fold', () => {
  it('keeps the layers that the outputs need', () => {
    const names = (n: Network): string[] => n.layers.map((layer) => layer.name);
    assert.deepEqual(names(cut(network, ['norm'])), ['conv', 'norm']);
    assert.throws(() => cut(network, ['nowhere']), /no layer called nowhere/);
  });

  it('refuses to fold a normalisation whose convolution others read too', () => {
    const other: Layer = { kind: 'add', name: 'sum', inputs: ['conv', 'relu'] };
    assert.throws(
      () => foldAffines({ ...network, layers: [conv, norm, relu, other] }),
      /norm does not follow/,
    );
  });
});
