import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type PayloadOptions, type PictureFormat, readPicture } from '../../nodes/camera/payload';

const JPEG = Buffer.from('ffd8ffe000104a464946000101', 'hex');
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const BMP = Buffer.from('424d3a00000000000000360000002800', 'hex');

const formats: PictureFormat[] = ['auto', 'encoded', 'base64', 'json', 'raw'];

function options(format: PictureFormat, more: Partial<PayloadOptions> = {}): PayloadOptions {
  const raw = { width: 4, height: 2, channels: 3, depth: 16 } as const;
  return { format, imageField: 'image', raw, limit: 1024, ...more };
}

test('image files are taken as they are, found out or said', () => {
  for (const file of [JPEG, PNG, BMP]) {
    assert.deepEqual(readPicture(file, options('auto')), { data: file });
    assert.deepEqual(readPicture(file, options('encoded')), { data: file });
  }
});

test('base64 comes bare, with line breaks, and as a data URI', () => {
  const base64 = JPEG.toString('base64');
  const broken = `${base64.slice(0, 8)}\r\n${base64.slice(8)}\n`;
  for (const text of [base64, broken, `data:image/jpeg;base64,${base64}`]) {
    for (const format of ['auto', 'base64'] as const) {
      assert.deepEqual(readPicture(Buffer.from(text), options(format)).data, JPEG, `${format}: ${text}`);
    }
  }
});

test('JSON holds the picture in a field, at any depth, beside what else it says', () => {
  const json = { meta: { frames: [{ image: PNG.toString('base64') }] }, triggerId: 5 };
  const bytes = Buffer.from(JSON.stringify(json));
  for (const format of ['auto', 'json'] as const) {
    const picture = readPicture(bytes, options(format, { imageField: 'meta.frames.0.image' }));
    assert.deepEqual(picture, { data: PNG, json });
  }
});

test('a Buffer that Node.js wrote as JSON is a picture', () => {
  const bytes = Buffer.from(JSON.stringify({ image: JPEG }));
  assert.deepEqual(readPicture(bytes, options('json')).data, JPEG);
});

test('bare pixels need their exact length: 4 x 2 x 3 x 2 bytes are 48', () => {
  const pixels = Buffer.alloc(48, 7);
  const raw = { width: 4, height: 2, channels: 3, depth: 16 };
  assert.deepEqual(readPicture(pixels, options('raw')), { data: pixels, raw });
  const short = readPicture(pixels.subarray(1), options('raw'));
  assert.equal(short.fault, 'The message has 47 bytes; 4 x 2 pixels with 3 channels of 16 bits have 48.');
  assert.equal(short.data.length, 0);
});

const noPictures: [string, PictureFormat, Buffer, RegExp][] = [
  ['nothing', 'auto', Buffer.alloc(0), /is empty/],
  ['text', 'auto', Buffer.from('camera online!'), /the text "camera online!", not a picture/],
  ['words that base64 could spell', 'auto', Buffer.from('ready'), /the text "ready"/],
  ['text for a file', 'encoded', Buffer.from('camera online'), /the text "camera online"/],
  ['an SVG', 'auto', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /the text "<svg/],
  ['text for base64', 'base64', Buffer.from('{"a":1}'), /not written in base64/],
  ['base64 of text', 'base64', Buffer.from(Buffer.from('camera online').toString('base64')), /the text/],
  ['a data URI without base64', 'auto', Buffer.from('data:image/svg+xml,%3Csvg'), /not written in base64/],
  ['JSON without the field', 'auto', Buffer.from('{"picture":"x"}'), /no picture in its field "image"/],
  ['an inherited field', 'json', Buffer.from('{"a":1}'), /no picture in its field "constructor"/],
  ['a number in the field', 'json', Buffer.from('{"image":5}'), /no picture but a number/],
  ['a list in the field', 'json', Buffer.from('{"image":[]}'), /no picture but a list/],
  ['broken JSON', 'json', Buffer.from('{"image":'), /no JSON; it begins with "\{"image":"/],
  ['a file for JSON', 'json', JPEG, /is no JSON/],
  ['too much', 'auto', Buffer.alloc(2 * 2 ** 20), /has 2 MB; at most 1 MB/],
];
for (const [what, format, bytes, fault] of noPictures) {
  test(`no picture: ${what}`, () => {
    const imageField = what === 'an inherited field' ? 'constructor' : 'image';
    const picture = readPicture(bytes, options(format, { imageField, limit: 2 ** 20 }));
    assert.match(picture.fault ?? '', fault);
    assert.equal(picture.data.length, 0);
  });
}

test('whatever the bytes, there is a picture or a fault, never both and never an error', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(`{"image":${text}}`)),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.base64String().map((text) => Buffer.from(`data:image/png;base64,${text}`)),
  );
  fc.assert(
    fc.property(bytes, fc.constantFrom(...formats), fc.string(), (given, format, imageField) => {
      const picture = readPicture(Buffer.from(given), options(format, { imageField, limit: 150 }));
      assert.equal(picture.data.length > 0, picture.fault === undefined);
      if (picture.fault !== undefined) assert.match(picture.fault, /\.$/);
    }),
    { numRuns: 2000 },
  );
});

test('every picture comes out of base64 and JSON as it went in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
      const file = Buffer.concat([JPEG, tail]);
      const text = file.toString('base64');
      assert.deepEqual(readPicture(Buffer.from(text), options('auto')).data, file);
      assert.deepEqual(readPicture(Buffer.from(JSON.stringify({ image: text })), options('auto')).data, file);
    }),
  );
});

test('JSON nested without end is no picture and no error', () => {
  const deep = Buffer.from(`{"image":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  assert.match(readPicture(deep, options('json', { limit: 2 ** 20 })).fault ?? '', /no picture but a list/);
});
