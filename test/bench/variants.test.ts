import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { drawVariant, type Variant } from '../../bench/variants';
import { gradient, picture } from '../models/pictures';

const [WIDTH, HEIGHT] = [60, 40];

async function pixels(encoded: Uint8Array): Promise<{ width: number; height: number; data: Buffer }> {
  const { data, info } = await sharp(encoded).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

async function draw(variant: Variant) {
  const original = await picture(gradient(WIDTH, HEIGHT)).png().toBuffer();
  return { before: await pixels(original), after: await pixels(await drawVariant(original, variant)) };
}

describe('pictures made from pictures', () => {
  it('shift right and down', async () => {
    const { before, after } = await draw({ kind: 'shifted', right: 0.1, down: 0.05, quality: 100 });
    assert.deepEqual([after.width, after.height], [WIDTH, HEIGHT]);
    // JPEG at quality 100 changes pixels a little, a gradient of blue more: look at the mean difference of red.
    let difference = 0;
    for (let y = 2; y < HEIGHT; y++) {
      for (let x = 6; x < WIDTH; x++) {
        difference += Math.abs(after.data[(y * WIDTH + x) * 3] - before.data[((y - 2) * WIDTH + x - 6) * 3]);
      }
    }
    assert.ok(difference / (WIDTH * HEIGHT) < 12, `mean difference ${difference / (WIDTH * HEIGHT)}`);
  });

  it('turn a quarter and get darker', async () => {
    const { before, after } = await draw({ kind: 'rare' });
    assert.deepEqual([after.width, after.height], [HEIGHT, WIDTH]);
    const topLeft = [...before.data.subarray(0, 3)].map((value) => Math.round(0.8 * value));
    const topRight = [...after.data.subarray((HEIGHT - 1) * 3, HEIGHT * 3)];
    assert.deepEqual(topRight, topLeft);
  });

  it('show the same share of every picture, without its border, wherever the part lies', async () => {
    const most = { shift: 0.1, tilt: 0, light: 0.5 };
    const at = (right: number, down: number, light: number) =>
      draw({ kind: 'unsteady', right, down, degrees: 0, light, most });
    const { before, after: middle } = await at(0, 0, 1);
    // A tenth is left out on each side: 6 of 60 and 4 of 40 pixels.
    assert.deepEqual([middle.width, middle.height], [48, 32]);
    const original = (x: number, y: number) => before.data[(y * WIDTH + x) * 3];
    assert.equal(middle.data[0], original(6, 4));
    assert.equal((await at(0.1, 0, 1)).after.data[0], original(0, 4));
    assert.equal((await at(-0.1, -0.1, 1)).after.data[0], original(12, 8));
    assert.equal((await at(0, 0, 0.5)).after.data[0], Math.round(original(6, 4) / 2));
  });

  it('show no border of a part that is turned as far as it may be', async () => {
    const white = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const most = { shift: 0.03, tilt: 8, light: 0 };
    for (const degrees of [-8, 8]) {
      for (const aside of [-0.03, 0.03]) {
        const variant = { kind: 'unsteady' as const, right: aside, down: -aside, degrees, light: 1, most };
        const { data, width, height } = await pixels(await drawVariant(white, variant));
        // 1 / (cos 8 + 1.5 sin 8) - 0.06 = 0.7738 of 90 and 60.
        assert.deepEqual([width, height], [69, 46]);
        assert.ok(data.every((value) => value > 250));
      }
    }
  });

  it('paste a piece elsewhere, the same one for the same seed', async () => {
    const { before, after } = await draw({ kind: 'cut-paste', seed: 3 });
    const changed = [...after.data.keys()].filter((at) => after.data[at] !== before.data[at]).length / 3;
    assert.ok(changed > 0 && changed < 0.2 * WIDTH * HEIGHT, `${changed} pixels differ`);
    assert.deepEqual((await draw({ kind: 'cut-paste', seed: 3 })).after.data, after.data);
  });
});
