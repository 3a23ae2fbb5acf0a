import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Detector } from '../../models/detectors/detector';
import { decodeFrame } from '../../models/frame/decode';
import type { FrameFeatures } from '../../models/frame/frame-features';
import { Extractor, fittedInputs } from '../../models/inference/extractor';
import { InferenceThreads } from '../../models/inference/inference-threads';
import { LastUsed } from '../../models/last-used';
import { plate, WHOLE } from './pictures';

const SIDE = 64;
const BACKBONE = 'mobilenet-v1';
const PATCH_DIMS = 256;
const POOLED_DIMS = 768;

const decoded = async (number: number) => decodeFrame({ data: await plate(number) }, SIDE, WHOLE);

/** A detector whose distances are `factor` times as long as those of the one with factor 1. */
function detector(factor: number): Detector {
  const filter = new Float32Array(PATCH_DIMS ** 2);
  for (let dim = 0; dim < PATCH_DIMS; dim++) filter[dim * (PATCH_DIMS + 1)] = factor;
  return new Detector({
    patch: { dims: PATCH_DIMS, filter, offset: new Float32Array(PATCH_DIMS) },
    pooled: {
      dims: POOLED_DIMS,
      mean: new Float32Array(POOLED_DIMS),
      weights: new Float32Array(POOLED_DIMS).fill(1),
      scale: factor,
      basis: new Float32Array(POOLED_DIMS),
      rank: 1,
    },
    joint: { patch: { centre: 0, scale: 1 }, pooled: { centre: 0, scale: 1 } },
    threshold: 1,
    patchLimit: 1,
  });
}

const facts = ({ patches, pooled, patchScore, pooledScore, map, side }: FrameFeatures) => ({
  codes: Buffer.from(patches.codes.buffer, patches.codes.byteOffset, patches.codes.byteLength).toString(
    'base64',
  ),
  unit: patches.unit,
  pooled: [...pooled],
  patchScore,
  pooledScore,
  map: [...map],
  side,
});

test('a frame gets the same features and scores alone, among others and without threads', async () => {
  const threads = new InferenceThreads();
  const direct = await Extractor.load(BACKBONE);
  assert.equal(await threads.load(BACKBONE), direct.graphVersion);
  const by = detector(0.5);
  const { patch, pooled } = by.parts;
  const frames = await Promise.all([1, 2, 3, 4, 5].map(decoded));
  const expected: FrameFeatures[] = [];
  for (const frame of frames) expected.push(await direct.run(frame, fittedInputs(patch, pooled)));
  const among = await Promise.all(frames.map((frame) => threads.run(BACKBONE, frame, by)));
  const alone = await threads.run(BACKBONE, frames[0], by);
  assert.deepEqual(among.map(facts), expected.map(facts));
  assert.deepEqual(facts(alone), facts(expected[0]));
});

test('ResNet50 on all cores, for a frame that is alone, gives the very numbers that it gives on its share', async () => {
  const frame = await decoded(1);
  const all = await Extractor.load('resnet50');
  const share = await Extractor.load('resnet50', 2);
  assert.deepEqual(facts(await share.run(frame, share.unfitted)), facts(await all.run(frame, all.unfitted)));
});

test('each frame is scored by its own detector, however many there are', async () => {
  const threads = new InferenceThreads();
  await threads.load(BACKBONE);
  const frame = await decoded(1);
  const base = await threads.run(BACKBONE, frame, detector(1));
  // More than a thread holds, twice, so that those driven out come back.
  const factors = Array.from({ length: 40 }, (_, index) => 1 + index);
  const detectors = factors.map(detector);
  for (let round = 0; round < 2; round++) {
    const scored = await Promise.all(detectors.map((by) => threads.run(BACKBONE, frame, by)));
    scored.forEach(({ patchScore }, index) => {
      assert.ok(Math.abs(patchScore / base.patchScore / factors[index] - 1) < 1e-5);
    });
  }
});

test('a frame that cannot be inferred fails alone', async () => {
  const threads = new InferenceThreads();
  await threads.load(BACKBONE);
  const good = await decoded(1);
  const short = { ...good, pixels: good.pixels.subarray(0, 9) };
  const [failed, passed] = await Promise.allSettled([
    threads.run(BACKBONE, short, null),
    threads.run(BACKBONE, good, null),
  ]);
  assert.deepEqual([failed.status, passed.status], ['rejected', 'fulfilled']);
});

test('a detector whose models do not fit the graph fails every frame, and lets the next good one in', async () => {
  const threads = new InferenceThreads();
  await threads.load(BACKBONE);
  const frame = await decoded(1);
  const good = detector(1);
  const { parts } = good;
  const broken = new Detector({ ...parts, pooled: { ...parts.pooled, basis: new Float32Array(9) } }, good.id);
  // More than once on each thread: the second time it might be taken for one that the thread holds.
  for (let round = 0; round < 3; round++) {
    const failed = await Promise.allSettled([1, 2, 3, 4].map(() => threads.run(BACKBONE, frame, broken)));
    for (const { status } of failed) assert.equal(status, 'rejected');
  }
  const scored = await Promise.all([1, 2, 3, 4].map(() => threads.run(BACKBONE, frame, good)));
  for (const { patchScore } of scored) assert.ok(patchScore > 0);
});

test('the last used keys are held, the one that waited longest is driven out', () => {
  const held = new LastUsed<string>(2);
  assert.deepEqual(held.use('a'), { known: false, drivenOut: null });
  assert.deepEqual(held.use('b'), { known: false, drivenOut: null });
  assert.deepEqual(held.use('a'), { known: true, drivenOut: null });
  assert.deepEqual(held.use('c'), { known: false, drivenOut: 'b' });
  assert.deepEqual(held.use('b'), { known: false, drivenOut: 'a' });
  assert.deepEqual(held.use('c'), { known: true, drivenOut: null });
});
