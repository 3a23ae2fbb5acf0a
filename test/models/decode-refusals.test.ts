import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { decodeFrame, previewFrame, UndecodableFrame } from '../../models/frame/decode';
import type { FrameImage, RawLayout } from '../../models/frame/frame';
import { allowCameraFormatsOnly } from '../../models/frame/image-formats';
import { bitmap } from './bitmaps';
import { gradient, picture, WHOLE } from './pictures';

// As in the inference process.
before(() => allowCameraFormatsOnly());

const colour = gradient(48, 48);

async function refusal(image: FrameImage): Promise<string> {
  const error = await decodeFrame(image, 64, WHOLE).then(
    () => assert.fail('the frame was decoded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UndecodableFrame, String(error));
  assert.doesNotMatch(error.message, /\n|undefined|NaN|\[object/);
  return error.message;
}

async function everyFormat(): Promise<Record<string, Buffer>> {
  return {
    jpeg: await picture(colour).jpeg().toBuffer(),
    png: await picture(colour).png().toBuffer(),
    webp: await picture(colour).webp().toBuffer(),
    tiff: await picture(colour).tiff({ compression: 'lzw' }).toBuffer(),
    bmp: bitmap(colour, { bits: 24 }),
    'bmp 8': bitmap(gradient(48, 48, 1), { bits: 8 }),
  };
}

/** A PNG of black pixels: its rows compress to next to nothing. */
function blackPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('what is no picture is refused with a sentence', async () => {
  assert.match(await refusal({ data: new Uint8Array(0) }), /empty/);
  assert.match(await refusal({ data: Buffer.from('hello, this is no picture') }), /cannot be decoded/);
  assert.match(await refusal({ data: Buffer.from('BM') }), /cut off/);
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="9" height="9"/></svg>';
  assert.match(await refusal({ data: Buffer.from(svg) }), /cannot be decoded/);
  assert.match(await refusal({ data: await picture(colour).gif().toBuffer() }), /cannot be decoded/);
});

test('a file of any format that is cut off anywhere is refused', async () => {
  for (const [format, data] of Object.entries(await everyFormat())) {
    for (const share of [0.05, 0.5, 0.9]) {
      const sentence = await refusal({ data: data.subarray(0, Math.floor(data.length * share)) });
      assert.ok(sentence.length > 10, `${format} at ${share}`);
    }
  }
});

test('a picture too small to inspect is refused, in every format', async () => {
  const dot = gradient(1, 1);
  for (const data of [
    await picture(dot).jpeg().toBuffer(),
    await picture(dot).png().toBuffer(),
    bitmap(dot, { bits: 24 }),
  ]) {
    assert.match(await refusal({ data }), /1 x 1 pixels; at least 32 x 32/);
  }
  const raw: RawLayout = { width: 1, height: 1, channels: 1, depth: 8 };
  assert.match(await refusal({ data: Buffer.alloc(1), raw }), /1 x 1 pixels/);
});

test('several pictures in one file are refused: animated WebP, TIFF with pages', async () => {
  const stacked = gradient(48, 96);
  const frames = sharp(stacked.data, { raw: { width: 48, height: 96, channels: 3, pageHeight: 48 } });
  const webp = await frames
    .clone()
    .webp({ loop: 0, delay: [100, 100] })
    .toBuffer();
  assert.match(await refusal({ data: webp }), /holds 2 pictures/);
  const tiff = await frames.clone().tiff().toBuffer();
  assert.match(await refusal({ data: tiff }), /holds 2 pictures/);
});

test('more than 100 megapixels and bombs are refused at once, whatever the file claims', async () => {
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const bomb = blackPng(30_000, 30_000);
  assert.ok(bomb.length < 200_000, `${bomb.length}`);
  assert.match(await refusal({ data: bomb }), /limit/);

  const jpeg = await picture(colour).jpeg().toBuffer();
  // SOF0: marker, length, precision, height, width.
  const sof = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(20_000, sof + 5);
  jpeg.writeUInt16BE(10_001, sof + 7);
  assert.match(await refusal({ data: jpeg }), /limit/);

  const bmp = bitmap(colour, { bits: 24 });
  bmp.writeInt32LE(20_000, 18);
  bmp.writeInt32LE(10_000, 22);
  assert.match(await refusal({ data: bmp }), /200 megapixels; the limit is 100/);

  const raw: RawLayout = { width: 20_000, height: 10_000, channels: 1, depth: 8 };
  assert.match(await refusal({ data: Buffer.alloc(10), raw }), /200 megapixels/);

  assert.ok(performance.now() - started < 5000);
  assert.ok(process.memoryUsage().rss - before < 150e6);
});

test('a BMP whose header lies is refused', async () => {
  const lying: Record<string, (bytes: Buffer) => void> = {
    'negative width': (bytes) => bytes.writeInt32LE(-48, 18),
    'no height': (bytes) => bytes.writeInt32LE(0, 22),
    'most negative height': (bytes) => bytes.writeInt32LE(-0x80000000, 22),
    'larger than the file': (bytes) => bytes.writeInt32LE(60, 22),
    'pixels behind the end': (bytes) => bytes.writeUInt32LE(bytes.length - 100, 10),
    'pixels far behind the end': (bytes) => bytes.writeUInt32LE(0xffffffff, 10),
    'old header': (bytes) => bytes.writeUInt32LE(12, 14),
    'huge header': (bytes) => bytes.writeUInt32LE(0xfffffff0, 14),
    '5 bits': (bytes) => bytes.writeUInt16LE(5, 28),
    'unknown compression': (bytes) => bytes.writeUInt32LE(9, 30),
    'run lengths that run out': (bytes) => bytes.writeUInt32LE(1, 30),
  };
  for (const [lie, tell] of Object.entries(lying)) {
    const bytes = bitmap(gradient(48, 48, 1), { bits: 8 });
    tell(bytes);
    assert.ok((await refusal({ data: bytes })).length > 10, lie);
  }
  const small = bitmap(gradient(48, 48, 1), { bits: 8, encoded: { compression: 1, bytes: Buffer.alloc(9) } });
  small.writeInt32LE(9999, 18);
  small.writeInt32LE(9999, 22);
  assert.match(await refusal({ data: small }), /cut off/);
});

test('bare pixels of the wrong length or an impossible layout are refused', async () => {
  const raw: RawLayout = { width: 40, height: 40, channels: 3, depth: 16 };
  assert.match(await refusal({ data: Buffer.alloc(9599), raw }), /need 9600 bytes, got 9599/);
  assert.match(await refusal({ data: Buffer.alloc(9601), raw }), /need 9600 bytes, got 9601/);
  for (const wrong of [
    { width: 40.5 },
    { width: Number.NaN },
    { channels: 2 },
    { depth: 12 },
    { height: -40 },
  ]) {
    // A flow can put anything into msg.frame.raw.
    await refusal({ data: Buffer.alloc(3200), raw: Object.assign({}, raw, wrong) });
  }
});

test('random and mutated bytes are decoded or refused, and nothing else happens', async () => {
  const files = Object.values(await everyFormat());
  const mutated = fc
    .record({
      file: fc.constantFrom(...files),
      flips: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
      headerFlips: fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      length: fc.option(fc.nat()),
    })
    .map(({ file, flips, headerFlips, length }) => {
      const bytes = Buffer.from(file);
      for (const [at, value] of [...flips, ...headerFlips]) bytes[at % bytes.length] = value;
      return length === null ? bytes : bytes.subarray(0, length % bytes.length);
    });
  const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
  const fakeBitmap = noise.map((bytes) => Buffer.concat([Buffer.from('BM'), bytes]));
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 6, arbitrary: mutated }, noise, fakeBitmap), async (data) => {
      try {
        const { pixels } = await decodeFrame({ data }, 32, WHOLE);
        assert.equal(pixels.length, 32 * 32 * 3);
      } catch (error) {
        assert.ok(error instanceof UndecodableFrame, String(error));
      }
    }),
    { numRuns: 1500, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false, timeout: 5000 },
  );
});

test('large pictures that have to be in memory whole come one at a time, however small their files are', async () => {
  const flat = {
    width: 6000,
    height: 5000,
    channels: 4 as const,
    background: { r: 90, g: 90, b: 90, alpha: 1 },
  };
  const data = await sharp({ create: flat }).png({ compressionLevel: 9 }).toBuffer();
  const before = process.resourceUsage().maxRSS;
  await Promise.all(
    [1, 2, 3, 4, 5, 6].flatMap(() => [decodeFrame({ data }, 64, WHOLE), previewFrame({ data }, 64)]),
  );
  const more = (process.resourceUsage().maxRSS - before) / 1024;
  // All twelve at once: 1100 MB; one after the other: 220.
  assert.ok(more < 450, `${Math.round(more)} MB more for files of ${Math.round(data.length / 1024)} kB`);
});
