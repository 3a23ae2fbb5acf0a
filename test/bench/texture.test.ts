import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { DRAWN_DEFECTS, type DrawnDefect, drawPiece } from '../../bench/piece';
import { texture } from '../../bench/texture';

/** Left half dark, right half bright. */
async function halves(width: number, height: number): Promise<Buffer> {
  const dark = { create: { width, height, channels: 3 as const, background: '#404040' } };
  const bright = { create: { ...dark.create, width: width / 2, background: '#808080' } };
  const right = await sharp(bright).png().toBuffer();
  return sharp(dark)
    .composite([{ input: right, left: width / 2, top: 0 }])
    .png()
    .toBuffer();
}

async function piece(right: number, defect: DrawnDefect | null = null, seed = 1) {
  const drawn = await drawPiece(await halves(200, 100), { kind: 'piece', right, down: 0, defect, seed });
  const { data, info } = await sharp(drawn).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [300, 300]);
  return Array.from({ length: 300 * 300 }, (_, pixel) => data[3 * pixel]);
}

describe('pieces of pictures', () => {
  it('show half of the shorter side, from one border to the other', async () => {
    assert.ok((await piece(0)).every((value) => value === 0x40));
    assert.ok((await piece(1)).every((value) => value === 0x80));
    const across = await piece(0.5);
    assert.deepEqual([across[0], across[299]], [0x40, 0x80]);
  });

  for (const defect of DRAWN_DEFECTS) {
    it(`have a ${defect} that is small and seen, another one with another seed`, async () => {
      const areas: number[] = [];
      for (const seed of [1, 2, 3]) {
        const changed = (await piece(0, defect, seed)).filter((value) => Math.abs(value - 0x40) > 8);
        assert.ok(changed.every((value) => value > 0x40 === (defect === 'scratch')));
        areas.push(changed.length / (300 * 300));
      }
      for (const area of areas) assert.ok(area > 0.0003 && area < 0.02, `${area} of the picture`);
      assert.equal(new Set(areas).size, 3);
    });
  }
});

describe('a texture', () => {
  const sample = (index: number, type: string) => ({ path: `${index}`, defective: type !== 'good', type });
  const set = [...Array.from({ length: 9 }, (_, index) => sample(index, 'good')), sample(9, 'bent')];

  it('is a piece of every good picture, and others of a third of them with a defect', () => {
    const made = texture(set, 'spot');
    assert.deepEqual(
      made.filter(({ defective }) => !defective).map(({ path }) => path),
      ['0', '1', '2', '3', '4', '5', '6', '7', '8'],
    );
    const defective = made.filter((own) => own.defective);
    assert.deepEqual(
      defective.map(({ path, type }) => [path, type]),
      [
        ['0', 'spot'],
        ['3', 'spot'],
        ['6', 'spot'],
      ],
    );
    assert.equal(new Set(made.map(({ variant }) => JSON.stringify(variant))).size, made.length);
    assert.deepEqual(texture(set, 'spot'), made);
  });
});
