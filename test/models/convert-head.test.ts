import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Backbone, backbones } from '../../models/backbones';
import { emitHead } from '../../models/convert/head';
import { GraphBuilder } from '../../models/convert/onnx';
import { orthogonalProjection } from '../../models/convert/projection';

const N = 2;
const [ROWS, COLUMNS] = [16, 20];
const PATCHES = ROWS * COLUMNS;
const [D, P, L] = [32, 192, 3];
const BLOCKS = 4;
const backbone: Backbone = {
  ...backbones.resnet50,
  taps: [
    { layer: 'fine', channels: 64, stride: 8 },
    { layer: 'coarse', channels: 128, stride: 16 },
  ],
  patchDims: D,
  pooledDims: P,
};

/** A map of features, channel by channel. */
interface Maps {
  channels: number;
  rows: number;
  columns: number;
  at(channel: number, row: number, column: number): number;
}

let seed = 1;
const random = (): number => {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647 - 0.5;
};
const randoms = (length: number): Float32Array => Float32Array.from({ length }, random);

describe('the head of the fused graph', () => {
  const fine = randoms(N * 64 * ROWS * COLUMNS);
  const coarse = randoms((N * 128 * ROWS * COLUMNS) / 4);
  const fitted = {
    patch_filter: new Tensor('float32', randoms(D * D), [D, D]),
    patch_offset: new Tensor('float32', randoms(PATCHES * D), [PATCHES, D]),
    pooled_mean: new Tensor('float32', randoms(P), [1, P]),
    pooled_weights: new Tensor('float32', randoms(P), [P]),
    pooled_scale: new Tensor('float32', [40], [1]),
    pooled_basis: new Tensor('float32', randoms(P * L), [P, L]),
  };
  const run = async (feeds: Record<string, Tensor> = fitted) => {
    const graph = new GraphBuilder('head');
    graph.input('fine', 'float', ['N', 64, 'rows', 'columns']);
    graph.input('coarse', 'float', ['N', 128, 'halfRows', 'halfColumns']);
    emitHead(graph, backbone);
    const session = await InferenceSession.create(graph.encode());
    const outputs = await session.run({
      ...feeds,
      fine: new Tensor('float32', fine, [N, 64, ROWS, COLUMNS]),
      coarse: new Tensor('float32', coarse, [N, 128, ROWS / 2, COLUMNS / 2]),
    });
    await session.release();
    return (name: string) => ({ dims: outputs[name].dims, data: Array.from(outputs[name].data, Number) });
  };
  const expectedPatches = (): number[][] =>
    [0, 1].flatMap((n) => plainPatches(maps(fine, n, 64, ROWS), maps(coarse, n, 128, ROWS / 2)));
  const expectedPooled = (): number[][] =>
    [0, 1].map((n) => [...means(maps(fine, n, 64, ROWS)), ...means(maps(coarse, n, 128, ROWS / 2))]);

  it('gives the patch and pooled features', async () => {
    const output = await run();
    assert.deepEqual(output('patches').dims, [N, PATCHES, D]);
    close(output('patches').data, expectedPatches().flat());
    assert.deepEqual(output('pooled').dims, [N, P]);
    close(output('pooled').data, expectedPooled().flat());
  });

  it('gives the distances of the fitted detectors', async () => {
    const output = await run();
    const map = expectedPatches().map((x, at) => residual(x, at % PATCHES));
    assert.deepEqual(output('patch_map').dims, [N, ROWS, COLUMNS]);
    close(output('patch_map').data, map);
    // 1 % of 320 patches, rounded.
    const top = [map.slice(0, PATCHES), map.slice(PATCHES)].map((m) =>
      mean(m.toSorted((a, b) => b - a).slice(0, 3)),
    );
    assert.deepEqual(output('patch_score').dims, [N]);
    close(output('patch_score').data, top);
    assert.deepEqual(output('pooled_score').dims, [N]);
    close(output('pooled_score').data, expectedPooled().map(pooledDistance));
  });

  it('never gives less than 0, nor NaN, where the basis takes everything', async () => {
    const whole = Float32Array.from({ length: P * P }, (_, i) => (i % (P + 1) === 0 ? 1.001 : 0));
    const output = await run({
      ...fitted,
      pooled_weights: new Tensor('float32', new Float32Array(P).fill(1), [P]),
      pooled_scale: new Tensor('float32', [1], [1]),
      pooled_basis: new Tensor('float32', whole, [P, P]),
    });
    assert.deepEqual(output('pooled_score').data, [0, 0]);
  });

  const numbers = (name: keyof typeof fitted): number[] => Array.from(fitted[name].data, Number);
  const squares = (v: number[]): number => v.reduce((sum, a) => sum + a * a, 0);
  const times = (x: number[], basis: number[]): number[] => {
    const rank = basis.length / x.length;
    return Array.from({ length: rank }, (_, k) => x.reduce((sum, v, i) => sum + v * basis[i * rank + k], 0));
  };

  function residual(x: number[], position: number): number {
    const offset = numbers('patch_offset');
    return Math.sqrt(squares(times(x, numbers('patch_filter')).map((v, k) => v - offset[position * D + k])));
  }

  function pooledDistance(x: number[]): number {
    const [mu, weights, [scale]] = [
      numbers('pooled_mean'),
      numbers('pooled_weights'),
      numbers('pooled_scale'),
    ];
    const centred = x.map((v, i) => (v - mu[i]) * weights[i]);
    const inside = squares(times(centred, numbers('pooled_basis')));
    return Math.sqrt(Math.max(0, scale * squares(centred) - inside));
  }
});

describe('the projection', () => {
  it('has orthogonal rows that keep lengths on average, and is always the same', () => {
    const [rows, columns] = [16, 64];
    const matrix = orthogonalProjection(rows, columns, 8);
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < rows; b++) {
        let dot = 0;
        for (let c = 0; c < columns; c++) dot += matrix[a * columns + c] * matrix[b * columns + c];
        assert.ok(Math.abs(dot - (a === b ? columns / rows : 0)) < 1e-5, `rows ${a} and ${b}: ${dot}`);
      }
    }
    assert.deepEqual(orthogonalProjection(rows, columns, 8), matrix);
    assert.notDeepEqual(orthogonalProjection(rows, columns, 9), matrix);
  });
});

function maps(data: Float32Array, n: number, channels: number, rows: number): Maps {
  const columns = (rows * COLUMNS) / ROWS;
  const at = (c: number, y: number, x: number): number => data[((n * channels + c) * rows + y) * columns + x];
  return { channels, rows, columns, at };
}

/** Average over the neighbours that exist, then the projection: the order of the definition. */
function plainPatches(fine: Maps, coarse: Maps): number[][] {
  const [a, b] = [
    { map: averaged(fine), stride: 8 },
    { map: averaged(coarse), stride: 16 },
  ].map(({ map, stride }) => project(map, stride));
  const patches: number[][] = [];
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0; x < COLUMNS; x++) {
      const both = [...channels(a, y, x), ...channelsBetween(b, (y + 0.5) / 2 - 0.5, (x + 0.5) / 2 - 0.5)];
      patches.push(both);
    }
  }
  return patches;
}

function averaged(map: Maps): Maps {
  const at = (c: number, y: number, x: number): number => {
    const values: number[] = [];
    for (let v = Math.max(0, y - 1); v <= Math.min(map.rows - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(map.columns - 1, x + 1); u++)
        values.push(map.at(c, v, u));
    }
    return mean(values);
  };
  return { ...map, at };
}

function project(map: Maps, stride: number): Maps {
  const rows = D / 2 / BLOCKS;
  const share = map.channels / BLOCKS;
  const matrices = Array.from({ length: BLOCKS }, (_, b) =>
    orthogonalProjection(rows, share, stride * BLOCKS + b),
  );
  const at = (d: number, y: number, x: number): number => {
    const block = Math.floor(d / rows);
    let sum = 0;
    for (let c = 0; c < share; c++)
      sum += matrices[block][(d % rows) * share + c] * map.at(block * share + c, y, x);
    return sum;
  };
  return { ...map, channels: D / 2, at };
}

const channels = (map: Maps, y: number, x: number): number[] =>
  Array.from({ length: map.channels }, (_, c) => map.at(c, y, x));

/** Bilinear; beyond the outermost centres their value. */
function channelsBetween(map: Maps, y: number, x: number): number[] {
  const row = Math.min(Math.max(y, 0), map.rows - 1);
  const column = Math.min(Math.max(x, 0), map.columns - 1);
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  return Array.from({ length: map.channels }, (_, c) => {
    const at = (v: number, u: number): number =>
      map.at(c, Math.min(v, map.rows - 1), Math.min(u, map.columns - 1));
    const upper = at(top, left) * (1 - right) + at(top, left + 1) * right;
    const lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right;
    return upper * (1 - down) + lower * down;
  });
}

function means(map: Maps): number[] {
  return Array.from({ length: map.channels }, (_, c) => {
    let sum = 0;
    for (let y = 0; y < map.rows; y++) for (let x = 0; x < map.columns; x++) sum += map.at(c, y, x);
    return sum / (map.rows * map.columns);
  });
}

function mean(values: number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function close(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length);
  const worst = Math.max(...actual.map((a, i) => Math.abs(a - expected[i]) / (1 + Math.abs(expected[i]))));
  assert.ok(worst < 1e-4, `the largest relative difference is ${worst}`);
}
