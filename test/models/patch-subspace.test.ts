import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PatchMoments } from '../../models/detectors/patch-moments';
import { patchSubspace } from '../../models/detectors/patch-subspace';
import type { SoftSubspace } from '../../models/detectors/soft-subspace';

/** frames x positions x 2 */
function momentsOf(frames: number[][][]): PatchMoments {
  const result = new PatchMoments(frames[0].length, 2);
  for (const patches of frames) {
    result.frames++;
    patches.forEach(([x, y], position) => {
      result.all.add(1, [x, y], [x * x, x * y, x * y, y * y]);
      result.positionSum[2 * position] += x;
      result.positionSum[2 * position + 1] += y;
    });
  }
  return result;
}

/** Length of what the subspace leaves over of a patch. */
function residual({ mean, basis, rank }: SoftSubspace, patch: number[], position = 0): number {
  const row = mean.length > 2 ? position : 0;
  const offset = patch.map((value, dim) => value - mean[2 * row + dim]);
  let inside = 0;
  for (let axis = 0; axis < rank; axis++) {
    inside += (offset[0] * basis[axis] + offset[1] * basis[rank + axis]) ** 2;
  }
  return Math.sqrt(Math.max(0, offset[0] ** 2 + offset[1] ** 2 - inside));
}

const near = (actual: number, expected: number, tolerance = 1e-5) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('patch subspace', () => {
  it('measures how far a patch lies off the line that all patches are on', () => {
    // Patches on y = x around (1, 1), the same spread at both positions.
    const model = patchSubspace(
      momentsOf([
        [
          [0, 0],
          [2, 2],
        ],
        [
          [2, 2],
          [0, 0],
        ],
        [
          [-1, -1],
          [3, 3],
        ],
        [
          [3, 3],
          [-1, -1],
        ],
      ]),
    );
    assert.equal(model.mean.length, 2);
    assert.equal(model.rank, 1);
    near(residual(model, [5, 5]), 0, 2e-3);
    near(residual(model, [2, 0]), Math.SQRT2);
  });

  it('gives every position its own mean where the part lies alike in every frame', () => {
    const frames = [0, 1, 2, 3].map((frame) => [
      [0, 0.1 * frame],
      [10, 0.1 * frame],
    ]);
    const model = patchSubspace(momentsOf(frames));
    assert.equal(model.mean.length, 4);
    // What is good at one place is a defect at the other.
    near(residual(model, [0, 0.1], 0), 0, 0.05);
    assert.ok(residual(model, [0, 0.1], 1) > 9);
  });

  it('comes out the same after frames were taken out as if they had never been in', () => {
    const frames = [
      [
        [0, 0],
        [2, 1],
      ],
      [
        [1, 5],
        [3, 3],
      ],
      [
        [7, 1],
        [2, 2],
      ],
      [
        [4, 4],
        [0, 1],
      ],
    ];
    const without = momentsOf(frames).minus(momentsOf(frames.slice(0, 1)));
    const direct = momentsOf(frames.slice(1));
    assert.equal(without.frames, direct.frames);
    assert.deepEqual(patchSubspace(without), patchSubspace(direct));
  });
});
