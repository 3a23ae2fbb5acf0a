import assert from 'node:assert/strict';
import { it } from 'node:test';
import { random } from '../../demo/random';
import type { PatchResidual } from '../../models/detectors/patch-residual';
import { WindowHead } from '../../models/window-head';

const [PATCHES, DIMS, FRAMES] = [16, 4, 6];

it('gives every frame its own patch distances, whatever the batches', async () => {
  const from = random(21);
  const frames = Array.from({ length: FRAMES }, () => ({
    identity: { triggerId: 0, partId: '', recipe: '', source: '', capturedAt: '' },
    patches: {
      codes: Int16Array.from({ length: PATCHES * DIMS }, () => from.between(-1000, 1000)),
      unit: 0.01,
    },
    pooled: new Float32Array(1),
  }));
  // Distance to 0 in all dimensions but the first, which the subspace takes up.
  const model: PatchResidual = {
    dims: DIMS,
    // All dimensions but the first.
    filter: Float32Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1),
    offset: new Float32Array(4),
  };
  const maps = await (await WindowHead.load()).patchMaps(frames, model);
  assert.equal(maps.length, FRAMES);
  frames.forEach(({ patches: { codes, unit } }, frame) => {
    assert.equal(maps[frame].length, PATCHES);
    maps[frame].forEach((distance, patch) => {
      const rest = [1, 2, 3].map((dim) => codes[patch * DIMS + dim] * unit);
      assert.ok(Math.abs(distance - Math.hypot(...rest)) < 1e-3, `${frame} ${patch}`);
    });
  });
});
