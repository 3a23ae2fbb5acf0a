import { type FileHandle, open } from 'node:fs/promises';
import {
  DamagedRecord,
  decodeRecord,
  MAGIC_BYTES,
  PREFIX_BYTES,
  recordLength,
  type StoreRecord,
} from './record';

/** What was found in a journal: whole records, and whether bytes between or behind them were lost. */
export interface JournalContent<Meta> {
  records: StoreRecord<Meta>[];
  damaged: boolean;
}

/** Bytes searched at once for the next record behind a damaged one. */
const SEARCH_BYTES = 1 << 20;

/**
 * Reads a journal record by record: a window of thousands of frames is larger than one read may be. Behind a
 * damaged record it goes on with the next whole one.
 */
export async function readJournal<Meta>(path: string): Promise<JournalContent<Meta>> {
  const file = await openIfThere(path);
  if (!file) return { records: [], damaged: false };
  try {
    const { size } = await file.stat();
    const records: StoreRecord<Meta>[] = [];
    let damaged = false;
    let offset = 0;
    while (offset < size) {
      const found = await readRecord<Meta>(file, offset, size);
      if (found) {
        records.push(found.record);
        offset = found.next;
      } else {
        damaged = true;
        offset = await nextMagic(file, offset + 1, size);
      }
    }
    return { records, damaged };
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** null when what lies at `offset` is no whole record. */
async function readRecord<Meta>(file: FileHandle, offset: number, size: number) {
  try {
    const length = recordLength(await readAt(file, offset, Math.min(PREFIX_BYTES, size - offset)));
    if (offset + length > size) return null;
    return { record: decodeRecord<Meta>(await readAt(file, offset, length)), next: offset + length };
  } catch (error) {
    if (error instanceof DamagedRecord) return null;
    throw error;
  }
}

/** Where a record may begin, from `offset` on; the file's size when nowhere. */
async function nextMagic(file: FileHandle, offset: number, size: number): Promise<number> {
  // Neighbouring pieces overlap, so that no record begins unseen across their border.
  for (let start = offset; start < size; start += SEARCH_BYTES) {
    const piece = await readAt(file, start, Math.min(SEARCH_BYTES + MAGIC_BYTES.length - 1, size - start));
    const found = piece.indexOf(MAGIC_BYTES);
    if (found >= 0) return start + found;
  }
  return size;
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
