import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeFrame, previewFrame } from '../../models/frame/decode';
import type { FrameImage, RegionOfInterest } from '../../models/frame/frame';
import { bitmap } from './bitmaps';
import { gradient, type Pixels, picture, WHOLE } from './pictures';

const SIDE = 40;
const colour = gradient(SIDE, SIDE);
const grey = gradient(SIDE, SIDE, 1);
/** What grey pixels are to the backbone. */
const greyAsRgb = Buffer.from([...grey.data].flatMap((value) => [value, value, value]));

async function pixelsOf(image: FrameImage, size = SIDE, region: RegionOfInterest = WHOLE): Promise<Buffer> {
  const { pixels } = await decodeFrame(image, size, region);
  assert.equal(pixels.length, size * size * 3);
  return Buffer.from(pixels);
}

async function differsByAtMost(most: number, data: Buffer, expected = colour.data): Promise<void> {
  const actual = await pixelsOf({ data });
  const worst = actual.reduce((max, value, index) => Math.max(max, Math.abs(value - expected[index])), 0);
  assert.ok(worst <= most, `a pixel is off by ${worst}`);
}

/** Each sample doubled to 16 bit, 0x12 as 0x1212, in any byte order. */
function sixteenBit({ data }: Pixels): Uint16Array {
  return Uint16Array.from(data, (value) => value * 257);
}

const smooth = {
  ...colour,
  data: Buffer.from(
    Array.from({ length: SIDE * SIDE }, (_, i) => [60 + Math.floor(i / SIDE), 120, 200]).flat(),
  ),
};

test('lossless files give their exact pixels', async () => {
  for (const encoded of [
    picture(colour).png(),
    picture(colour).png({ progressive: true }),
    picture(gradient(SIDE, SIDE, 4)).png(),
    picture(colour).webp({ lossless: true }),
    picture(colour).tiff({ compression: 'lzw' }),
    picture(colour).tiff({ compression: 'none', tile: true }),
  ]) {
    assert.deepEqual(await pixelsOf({ data: await encoded.toBuffer() }), colour.data);
  }
});

test('grey files become three equal channels', async () => {
  for (const encoded of [picture(grey).png(), picture(grey).tiff({ compression: 'lzw' })]) {
    const data = await encoded.toColourspace('b-w').toBuffer();
    assert.deepEqual(await pixelsOf({ data }), greyAsRgb);
  }
});

test('lossy files come close to their pixels, CMYK too', async () => {
  await differsByAtMost(8, await picture(smooth).jpeg({ quality: 100 }).toBuffer(), smooth.data);
  await differsByAtMost(8, await picture(smooth).jpeg({ progressive: true }).toBuffer(), smooth.data);
  await differsByAtMost(12, await picture(smooth).webp({ quality: 100 }).toBuffer(), smooth.data);
  const cmyk = await picture(smooth).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
  assert.equal((await sharp(cmyk).metadata()).space, 'cmyk');
  await differsByAtMost(40, cmyk, smooth.data);
});

test('16-bit files keep their upper bytes', async () => {
  const raw = { width: SIDE, height: SIDE, channels: 3 as const };
  for (const format of ['png', 'tiff'] as const) {
    const data = await sharp(sixteenBit(colour), { raw })
      .toColourspace('rgb16')
      .toFormat(format, { compression: 'lzw' })
      .toBuffer();
    assert.equal((await sharp(data).metadata()).depth, 'ushort');
    assert.deepEqual(await pixelsOf({ data }), colour.data);
  }
});

test('BMP gives its exact pixels: 8, 24 and 32 bit, both directions, odd widths, a gap before the pixels', async () => {
  for (const width of [40, 41, 42, 43]) {
    const rgb = gradient(width, SIDE);
    // The first 40 columns, so that nothing is resized.
    const region = { ...WHOLE, width: SIDE / width };
    const rows = Array.from({ length: SIDE }, (_, y) =>
      rgb.data.subarray(y * width * 3).subarray(0, SIDE * 3),
    );
    for (const topDown of [false, true]) {
      for (const bits of [24, 32] as const) {
        const data = bitmap(rgb, { bits, topDown, gap: 6 });
        assert.deepEqual(await pixelsOf({ data }, SIDE, region), Buffer.concat(rows));
      }
    }
  }
  for (const topDown of [false, true]) {
    assert.deepEqual(await pixelsOf({ data: bitmap(grey, { bits: 8, topDown }) }), greyAsRgb);
  }
  const palette = Buffer.from(Array.from({ length: 256 }, (_, i) => [i, 255 - i, (i * 3) % 256, 0]).flat());
  const coloured = Buffer.from([...grey.data].flatMap((i) => [(i * 3) % 256, 255 - i, i]));
  assert.deepEqual(await pixelsOf({ data: bitmap(grey, { bits: 8, palette }) }), coloured);
});

test('BMP run lengths: runs, literals, line ends, moves, both directions', async () => {
  const lines = Array.from({ length: 32 }, () => Buffer.alloc(32));
  lines[0].fill(7);
  lines[1].set([1, 2, 3]);
  lines[1].fill(9, 3);
  lines[5].fill(4, 2, 6);
  const bytes = Buffer.from([
    ...[32, 7, 0, 0],
    ...[0, 3, 1, 2, 3, 0, 29, 9, 0, 0],
    // From line 2, column 0: two to the right, three lines on.
    ...[0, 2, 2, 3, 4, 4],
    ...[0, 1],
  ]);
  const size = { ...gradient(32, 32, 1), data: Buffer.alloc(32 * 32) };
  for (const topDown of [true, false]) {
    const data = bitmap(size, { bits: 8, topDown, encoded: { compression: 1, bytes } });
    const rows = topDown ? lines : lines.toReversed();
    const expected = Buffer.from(rows.flatMap((line) => [...line].flatMap((value) => [value, value, value])));
    assert.deepEqual(await pixelsOf({ data }, 32), expected);
  }
});

test('bare pixels: 8 and 16 bit, 1, 3 and 4 channels, at an odd offset in their buffer', async () => {
  const layout = { width: SIDE, height: SIDE };
  for (const channels of [1, 3, 4] as const) {
    const source = gradient(SIDE, SIDE, channels);
    const expected = channels === 1 ? greyAsRgb : colour.data;
    assert.deepEqual(await pixelsOf({ data: source.data, raw: { ...layout, channels, depth: 8 } }), expected);
    const wide = Buffer.from(sixteenBit(source).buffer);
    const shifted = Buffer.concat([Buffer.alloc(1), wide]).subarray(1);
    assert.equal((shifted.byteOffset & 1) + (wide.byteOffset & 1), 1);
    for (const data of [wide, shifted]) {
      assert.deepEqual(await pixelsOf({ data, raw: { ...layout, channels, depth: 16 } }), expected);
    }
  }
});

test('an undefined fourth channel does not darken the picture when it is resized', async () => {
  const data = Buffer.alloc(64 * 64 * 4);
  for (let index = 0; index < data.length; index += 4) data.set([10, 100, 200, 0], index);
  const raw = { width: 64, height: 64, channels: 4, depth: 8 } as const;
  const flat = Buffer.from(Array.from({ length: SIDE * SIDE }, () => [10, 100, 200]).flat());
  assert.deepEqual(await pixelsOf({ data, raw }), flat);
  const png = await sharp(data, { raw }).png().toBuffer();
  assert.deepEqual(await pixelsOf({ data: png }), flat);
  const bmp = bitmap({ data, width: 64, height: 64, channels: 4 }, { bits: 32 });
  assert.deepEqual(await pixelsOf({ data: bmp }), flat);
  const shown = await sharp(await previewFrame({ data: bmp }, 32))
    .raw()
    .toBuffer();
  assert.ok(
    Math.abs(shown[0] - 10) < 8 && Math.abs(shown[2] - 200) < 8,
    `shown as ${[...shown.subarray(0, 3)]}`,
  );
});

test('a region is cut out in fractions of the picture', async () => {
  const data = await picture(gradient(80, 160)).png().toBuffer();
  const region = { left: 0.25, top: 0.5, width: 0.5, height: 0.25 };
  const whole = gradient(80, 160);
  const expected = Buffer.concat(
    Array.from({ length: 40 }, (_, row) => {
      const start = ((80 + row) * 80 + 20) * 3;
      return whole.data.subarray(start, start + 40 * 3);
    }),
  );
  assert.deepEqual(await pixelsOf({ data }, 40, region), expected);
});

test('a region at the edge or thinner than a pixel still holds one', async () => {
  const data = await picture(colour).png().toBuffer();
  const corner = { left: 0.999, top: 0.999, width: 0.001, height: 0.001 };
  const last = colour.data.subarray(-3);
  assert.deepEqual((await pixelsOf({ data }, 32, corner)).subarray(0, 3), last);
});

test('a preview is a JPEG no larger than asked, with the proportions of the frame', async () => {
  const data = await picture(gradient(200, 100)).png().toBuffer();
  const large = await sharp(await previewFrame({ data }, 640)).metadata();
  assert.deepEqual([large.format, large.width, large.height], ['jpeg', 200, 100]);
  const small = await sharp(await previewFrame({ data }, 100)).metadata();
  assert.deepEqual([small.width, small.height], [100, 50]);
});
