import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { DamagedRecord, decodeRecord, encodeRecord, type StoreRecord } from '../../models/store/record';

const record: StoreRecord<{ partId: string }> = {
  meta: { partId: 'Teil 7 ä' },
  arrays: {
    codes: Int16Array.of(-32768, 0, 32767),
    pooled: Float32Array.of(0.5, -1e-30, 3e38),
    preview: Uint8Array.of(1, 2, 255),
    nothing: new Float32Array(0),
  },
};

test('a record comes back as it was written, its arrays with their types', () => {
  assert.deepEqual(decodeRecord(encodeRecord(record)), record);
});

test('arrays that are views of larger buffers are written alone, at any length', () => {
  const arrays = fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
    fc.oneof(
      fc.uint8Array(),
      fc.int16Array(),
      fc
        .float32Array({ noNaN: true })
        .map((array) => array.map((value) => (Object.is(value, -0) ? 0 : value))),
    ),
  );
  fc.assert(
    fc.property(fc.jsonValue(), arrays, (meta, given) => {
      const clean: unknown = JSON.parse(JSON.stringify(meta));
      const decoded = decodeRecord(encodeRecord({ meta: clean, arrays: given }));
      assert.deepEqual(decoded.meta, clean);
      assert.deepEqual({ ...decoded.arrays }, { ...given });
    }),
  );
  const large = Float32Array.from({ length: 100 }, (_, index) => index);
  const view = large.subarray(10, 13);
  const decoded = decodeRecord(encodeRecord({ meta: null, arrays: { view } }));
  assert.deepEqual(decoded.arrays.view, Float32Array.of(10, 11, 12));
  assert.equal(decoded.arrays.view.buffer.byteLength, 12);
});

test('any flipped bit, cut or extension is a damaged record', () => {
  const whole = encodeRecord(record);
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bytes = Buffer.from(whole);
    bytes[bit >> 3] ^= 1 << (bit & 7);
    assert.throws(() => decodeRecord(bytes), DamagedRecord, `bit ${bit}`);
  }
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => decodeRecord(whole.subarray(0, length)), DamagedRecord, `cut to ${length}`);
  }
  assert.throws(() => decodeRecord(Buffer.concat([whole, Buffer.alloc(1)])), DamagedRecord);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      assert.throws(() => decodeRecord(Buffer.from(noise)), DamagedRecord);
    }),
  );
});

test('a record whose checksum is right but whose header is wrong is damaged', () => {
  const arrays = [{ name: 'x', type: 'f32', bytes: 4 }];
  for (const header of [
    'no JSON',
    'null',
    '{}',
    '{"meta":1}',
    '{"meta":1,"arrays":{}}',
    JSON.stringify({ meta: 1, arrays: [null] }),
    JSON.stringify({ meta: 1, arrays: [{ ...arrays[0], type: 'f64' }] }),
    JSON.stringify({ meta: 1, arrays: [{ ...arrays[0], type: 'toString' }] }),
    JSON.stringify({ meta: 1, arrays: [{ ...arrays[0], bytes: 3 }] }),
    JSON.stringify({
      meta: 1,
      arrays: [
        { ...arrays[0], bytes: -4 },
        { name: 'y', type: 'f32', bytes: 8 },
      ],
    }),
    JSON.stringify({ meta: 1, arrays: [{ ...arrays[0], bytes: 8 }] }),
  ]) {
    const payload = Buffer.concat([Buffer.from(header), Buffer.alloc(4)]);
    const prefix = encodeRecord({ meta: 0, arrays: {} }).subarray(0, 16);
    prefix.writeUInt32LE(payload.length - 4, 4);
    prefix.writeUInt32LE(4, 8);
    prefix.writeUInt32LE(crc32(payload), 12);
    assert.throws(() => decodeRecord(Buffer.concat([prefix, payload])), DamagedRecord, header);
  }
});
