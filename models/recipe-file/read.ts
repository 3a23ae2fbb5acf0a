import { type FileHandle, open } from 'node:fs/promises';
import { Refused } from '../refused';
import { DamagedRecord, decodeRecord, PREFIX_BYTES, recordLength, type StoreRecord } from '../store/record';
import { remarkOf } from '../words/remark';
import { checkHeader, type RecipeFileHeader } from './header';
import { LARGEST_FILE } from './limits';

/** A frame of 512 pixels has 4 MB, the model of a window of 1,000 frames less than 32. */
const LARGEST_RECORD = 64e6;

/** A recipe file, read record by record. */
export interface RecipeFile {
  header: RecipeFileHeader;
  /** The model, then every frame. Meta and arrays are whatever the file says: check them. */
  records: AsyncGenerator<StoreRecord<unknown>>;
}

/**
 * Reads a recipe file while `use` takes its records.
 * @throws Refused when anything in the file is damaged, missing or too much
 */
export async function readRecipeFile<T>(path: string, use: (file: RecipeFile) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > LARGEST_FILE) throw new Refused('request', { kind: 'file-too-large' });
    const all = recordsOf(file, size);
    const first = await all.next();
    if (first.done) throw new Refused('request', { kind: 'file-empty' });
    return await use({ header: checkHeader(first.value.meta), records: all });
  } catch (error) {
    if (error instanceof DamagedRecord)
      throw new Refused('request', { kind: 'file-damaged', error: remarkOf(error) });
    throw error;
  } finally {
    await file.close();
  }
}

async function* recordsOf(file: FileHandle, size: number): AsyncGenerator<StoreRecord<unknown>> {
  for (let offset = 0; offset < size; ) {
    const length = recordLength(await readAt(file, offset, PREFIX_BYTES));
    if (length > LARGEST_RECORD) throw new DamagedRecord({ kind: 'record-too-large' });
    yield decodeRecord<unknown>(await readAt(file, offset, length));
    offset += length;
  }
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, offset);
  return bytes.subarray(0, bytesRead);
}
