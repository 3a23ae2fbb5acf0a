import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { random } from '../../demo/random';
import type { PatchResidual } from '../../models/detectors/patch-residual';
import { WindowHead } from '../../models/learning/window-head';

const [PATCHES, DIMS, FRAMES] = [300, 4, 26];
/** All dimensions but the first. */
const FILTER = Float32Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

describe('scores of kept features', () => {
  const from = random(21);
  const frames = Array.from({ length: FRAMES }, () => ({
    identity: { triggerId: 0, partId: '', recipe: '', source: '', capturedAt: '' },
    patches: {
      codes: Int16Array.from({ length: PATCHES * DIMS }, () => from.between(-1000, 1000)),
      unit: 0.01,
    },
    pooled: new Float32Array(1),
  }));
  const single: PatchResidual = { dims: DIMS, filter: FILTER, offset: new Float32Array(DIMS) };
  const positioned: PatchResidual = {
    dims: DIMS,
    filter: FILTER,
    offset: Float32Array.from({ length: PATCHES * DIMS }, () => from.between(-0.5, 0.5)),
  };

  it('gives every frame its own patch distances, whatever the batches', async () => {
    const maps = await (await WindowHead.load()).patchMaps(frames, single);
    assert.equal(maps.length, FRAMES);
    frames.forEach(({ patches: { codes, unit } }, frame) => {
      assert.equal(maps[frame].length, PATCHES);
      maps[frame].forEach((distance, patch) => {
        const rest = [1, 2, 3].map((dim) => codes[patch * DIMS + dim] * unit);
        assert.ok(Math.abs(distance - Math.hypot(...rest)) < 1e-3, `${frame} ${patch}`);
      });
    });
  });

  it('keeps passes apart that run side by side, and one after a pass that failed', async () => {
    const head = await WindowHead.load();
    const others = frames.toReversed().slice(0, FRAMES - 3);
    const [own, other] = await Promise.all([
      head.patchScores(frames, single),
      head.patchScores(others, single),
    ]);
    assert.deepEqual([...other], [...own].toReversed().slice(0, FRAMES - 3));
    await assert.rejects(head.patchScores(frames, { ...single, filter: new Float32Array(9), dims: 3 }));
    assert.deepEqual(await head.patchScores(frames, single), own);
  });

  it('comes out the same from the worst patches alone, also under a model that differs a little', async () => {
    const head = await WindowHead.load();
    const { scores, worst } = await head.worstPatches(frames, single);
    assert.deepEqual(scores, await head.patchScores(frames, single));
    for (const { patch_codes } of worst.batches) assert.equal(patch_codes.dims[1], 0.15 * PATCHES);
    for (const model of [single, positioned]) {
      const [all, few] = [await head.patchScores(frames, model), await head.worstScores(worst, model)];
      assert.equal(few.length, FRAMES);
      all.forEach((score, frame) => {
        assert.ok(Math.abs(score - few[frame]) < 1e-4 * score, `${frame}: ${score} ${few[frame]}`);
      });
    }
  });
});
