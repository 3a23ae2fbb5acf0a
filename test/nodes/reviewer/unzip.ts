import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';

/** The files of a zip that compresses nothing, read by its directory at the end. */
export function filesOf(zip: Buffer): Map<string, Buffer> {
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), 0x06054b50);
  const count = zip.readUInt16LE(end + 10);
  assert.equal(zip.readUInt32LE(end + 12) + zip.readUInt32LE(end + 16), end);
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let number = 0; number < count; number++) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const [size, nameLength] = [zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    assert.equal(zip.readUInt32LE(local), 0x04034b50);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + size);
    assert.equal(crc32(content), zip.readUInt32LE(at + 16));
    files.set(name, content);
    at += 46 + nameLength;
  }
  return files;
}
