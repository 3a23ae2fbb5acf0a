import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PatchMoments } from '../../models/detectors/patch-moments';
import { type PatchResidual, patchResidual } from '../../models/detectors/patch-residual';
import { products } from './products';

/**
 * Of frames whose grid has two rows that are alike, so that the sampled fields, as on a chess board, are both of a row's.
 * @param frames frames x 2 x 2
 */
function momentsOf(frames: number[][][]): PatchMoments {
  const result = new PatchMoments(4, 2);
  for (const row of frames) {
    const patches = [...row, ...row];
    result.frames++;
    for (const position of result.sampledPositions) {
      const [x, y] = patches[position];
      result.sampled.add(1, Float32Array.of(x, y), Float32Array.of(x * x, x * y, x * y, y * y));
    }
    patches.forEach(([x, y], position) => {
      result.positionSum[2 * position] += x;
      result.positionSum[2 * position + 1] += y;
    });
  }
  return result;
}

/** Length of what the filter leaves over of a patch. */
function residual({ filter, offset }: PatchResidual, [x, y]: number[], position = 0): number {
  const row = offset.length > 2 ? 2 * position : 0;
  return Math.hypot(
    x * filter[0] + y * filter[2] - offset[row],
    x * filter[1] + y * filter[3] - offset[row + 1],
  );
}

const fit = (moments: PatchMoments) => patchResidual(moments, products);

const near = (actual: number, expected: number, tolerance = 1e-5) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('patch residual', () => {
  it('measures how far a patch lies off the line that all patches are on, and little of how far along it', async () => {
    // Patches on y = x around (1, 1), the same spread at both positions.
    const model = await fit(
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
    // Variance 5 along the line and none across it; noise a tenth of the mean of the two, 0.25.
    assert.equal(model.offset.length, 2);
    near(residual(model, [2, 0]), Math.SQRT2);
    near(residual(model, [5, 5]), (4 * Math.SQRT2 * 0.25) / 5.25);
  });

  it('gives every position its own mean where the part lies alike in every frame', async () => {
    const frames = [0, 1, 2, 3].map((frame) => [
      [0, 0.1 * frame],
      [10, 0.1 * frame],
    ]);
    const model = await fit(momentsOf(frames));
    assert.equal(model.offset.length, 8);
    // What is good at one place is a defect at the other.
    near(residual(model, [0, 0.1], 0), 0, 0.05);
    assert.ok(residual(model, [0, 0.1], 1) > 9);
  });

  it('takes covariances from every other field of the grid', () => {
    assert.deepEqual(new PatchMoments(16, 1).sampledPositions, [0, 2, 5, 7, 8, 10, 13, 15]);
    assert.deepEqual(new PatchMoments(9, 1).sampledPositions, [0, 2, 4, 6, 8]);
  });

  it('comes out the same after frames were taken out as if they had never been in', async () => {
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
    const without = new PatchMoments(4, 2);
    without.become(momentsOf(frames));
    without.combine(momentsOf(frames.slice(0, 1)), -1);
    const direct = momentsOf(frames.slice(1));
    assert.equal(without.frames, direct.frames);
    assert.deepEqual(await fit(without), await fit(direct));
  });
});
