import { crc32 } from 'node:zlib';

/**
 * One record of a store file: a JSON header and named arrays behind it, under one checksum.
 *
 * Layout, little endian: magic uint32, header bytes uint32, body bytes uint32, CRC-32 of header and body uint32,
 * header (UTF-8 JSON `{ meta, arrays: [{ name, type, bytes }] }`), body (the arrays one after another).
 */
export interface StoreRecord<Meta> {
  meta: Meta;
  arrays: Record<string, StoredArray>;
}

export type StoredArray = Float32Array | Int16Array | Uint8Array;

const MAGIC = 0x434f5253; // 'SROC'
const PREFIX_BYTES = 16;

type ArrayType = 'f32' | 'i16' | 'u8';
interface Header {
  meta: unknown;
  arrays: { name: string; type: ArrayType; bytes: number }[];
}

/** The bytes are not a whole, unaltered record. */
export class DamagedRecord extends Error {}

export function encodeRecord(record: StoreRecord<unknown>): Buffer {
  const entries = Object.entries(record.arrays);
  const header: Header = {
    meta: record.meta,
    arrays: entries.map(([name, array]) => ({ name, type: typeOf(array), bytes: array.byteLength })),
  };
  const payload = Buffer.concat([
    Buffer.from(JSON.stringify(header)),
    ...entries.map(([, array]) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  ]);
  const bodyBytes = entries.reduce((sum, [, array]) => sum + array.byteLength, 0);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(MAGIC, 0);
  prefix.writeUInt32LE(payload.length - bodyBytes, 4);
  prefix.writeUInt32LE(bodyBytes, 8);
  prefix.writeUInt32LE(crc32(payload), 12);
  return Buffer.concat([prefix, payload]);
}

/**
 * Reads the record that starts at `offset`; `next` is where the one behind it starts.
 * @throws DamagedRecord when it is cut off or altered.
 */
export function decodeRecord<Meta>(bytes: Buffer, offset = 0): StoreRecord<Meta> & { next: number } {
  if (bytes.length - offset < PREFIX_BYTES) throw new DamagedRecord('the record is cut off');
  if (bytes.readUInt32LE(offset) !== MAGIC)
    throw new DamagedRecord('this is no record of the inspection pack');
  const headerBytes = bytes.readUInt32LE(offset + 4);
  const bodyBytes = bytes.readUInt32LE(offset + 8);
  const start = offset + PREFIX_BYTES;
  const next = start + headerBytes + bodyBytes;
  if (next > bytes.length) throw new DamagedRecord('the record is cut off');
  if (crc32(bytes.subarray(start, next)) !== bytes.readUInt32LE(offset + 12)) {
    throw new DamagedRecord('the checksum of the record is wrong');
  }
  const header: Header = JSON.parse(bytes.toString('utf8', start, start + headerBytes));
  const arrays: Record<string, StoredArray> = {};
  let position = start + headerBytes;
  for (const { name, type, bytes: length } of header.arrays) {
    arrays[name] = toArray(type, bytes.subarray(position, position + length));
    position += length;
  }
  // The checksum vouches for what encodeRecord was given; the caller names its type.
  return { meta: header.meta as Meta, arrays, next };
}

function typeOf(array: StoredArray): ArrayType {
  if (array instanceof Float32Array) return 'f32';
  return array instanceof Int16Array ? 'i16' : 'u8';
}

/** Copies, so that the array is aligned and does not keep the whole file in memory. */
function toArray(type: ArrayType, bytes: Buffer): StoredArray {
  const copy = Uint8Array.from(bytes).buffer;
  if (type === 'f32') return new Float32Array(copy);
  return type === 'i16' ? new Int16Array(copy) : new Uint8Array(copy);
}
