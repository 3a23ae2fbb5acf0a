import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { areaOverPixels, upsample } from '../../bench/pixel-auroc';

describe('area under the ROC curve of pixels', () => {
  it('upsamples bilinearly, pixel centres on pixel centres', () => {
    // Centres of four pixels lie at 0, 0.25, 0.75 and 1 between the centres of two patches.
    assert.deepEqual(upsample(Float32Array.of(0, 4, 8, 12), 4, 2), Float32Array.of(0, 1, 3, 4, 8, 9, 11, 12));
  });

  it('ranks the pixels of all pictures together', () => {
    const map = Float32Array.of(1, 2, 3, 4);
    const size = { width: 2, height: 2 };
    // Defective 3 and 4 against good 1, 2, 1, 2, 3, 4: 3 beats 4 and ties 1, 4 beats 5 and ties 1.
    const pictures = [
      { map, mask: Uint8Array.of(0, 0, 1, 1), ...size },
      { map, mask: null, ...size },
    ];
    assert.ok(Math.abs(areaOverPixels(pictures) - (4.5 + 5.5) / 12) < 1e-9);
  });
});
