import { crc32 } from 'node:zlib';
import { RemarkError } from '../words/remark';

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

const MAGIC = 0x434f5253;
/** The first bytes of every record. */
export const MAGIC_BYTES = Buffer.from('SROC');
export const PREFIX_BYTES = 16;

type ArrayType = 'f32' | 'i16' | 'u8';
const ELEMENT_BYTES: Record<ArrayType, number> = { f32: 4, i16: 2, u8: 1 };
interface Header {
  meta: unknown;
  arrays: { name: string; type: ArrayType; bytes: number }[];
}

/** The bytes are not a whole, unaltered record. */
export class DamagedRecord extends RemarkError {}

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
 * Length of the whole record that begins with these bytes.
 * @throws DamagedRecord when no record begins here.
 */
export function recordLength(prefix: Buffer): number {
  if (prefix.length < PREFIX_BYTES) throw new DamagedRecord({ kind: 'record-cut-off' });
  if (prefix.readUInt32LE(0) !== MAGIC) throw new DamagedRecord({ kind: 'record-foreign' });
  return PREFIX_BYTES + prefix.readUInt32LE(4) + prefix.readUInt32LE(8);
}

/** @throws DamagedRecord when the bytes are not exactly one unaltered record, or say of themselves what is not so. */
export function decodeRecord<Meta>(bytes: Buffer): StoreRecord<Meta> {
  const length = recordLength(bytes);
  if (length > bytes.length) throw new DamagedRecord({ kind: 'record-cut-off' });
  if (length < bytes.length) throw new DamagedRecord({ kind: 'record-followed' });
  if (crc32(bytes.subarray(PREFIX_BYTES)) !== bytes.readUInt32LE(12)) {
    throw new DamagedRecord({ kind: 'record-altered' });
  }
  let position = PREFIX_BYTES + bytes.readUInt32LE(4);
  const header = parseHeader(bytes.toString('utf8', PREFIX_BYTES, position), bytes.readUInt32LE(8));
  const arrays: Record<string, StoredArray> = {};
  for (const { name, type, bytes: size } of header.arrays) {
    arrays[name] = toArray(type, bytes.subarray(position, position + size));
    position += size;
  }
  // The checksum vouches for what encodeRecord was given; the caller names its type.
  return { meta: header.meta as Meta, arrays };
}

/** A checksum vouches for nothing in a file that somebody else wrote. @param bodyBytes what its arrays must add up to */
function parseHeader(text: string, bodyBytes: number): Header {
  const header: unknown = parsed(text);
  if (isHeader(header) && header.arrays.reduce((sum, { bytes }) => sum + bytes, 0) === bodyBytes)
    return header;
  throw new DamagedRecord({ kind: 'record-unclear' });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null || !('meta' in value) || !('arrays' in value)) return false;
  return (
    Array.isArray(value.arrays) &&
    value.arrays.every(
      (entry) =>
        typeof entry?.name === 'string' &&
        Object.hasOwn(ELEMENT_BYTES, entry.type) &&
        Number.isInteger(entry.bytes) &&
        entry.bytes >= 0 &&
        entry.bytes % ELEMENT_BYTES[entry.type as ArrayType] === 0,
    )
  );
}

function typeOf(array: StoredArray): ArrayType {
  if (array instanceof Float32Array) return 'f32';
  return array instanceof Int16Array ? 'i16' : 'u8';
}

/** Copies, so that the array is aligned and does not keep the whole file in memory. */
function toArray(type: ArrayType, bytes: Buffer): StoredArray {
  const copy = new Uint8Array(bytes).buffer;
  if (type === 'f32') return new Float32Array(copy);
  return type === 'i16' ? new Int16Array(copy) : new Uint8Array(copy);
}
