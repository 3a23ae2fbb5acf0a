import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { writeFileAtomically } from './atomic-file';
import { DamagedRecord, decodeRecord, encodeRecord, type StoreRecord } from './record';

const MAGIC = Buffer.from('SROC');

/** What was found in a journal: whole records, and whether bytes between or behind them were lost. */
export interface JournalContent<Meta> {
  records: StoreRecord<Meta>[];
  damaged: boolean;
}

/**
 * A file that records are appended to, each on the disk before `append` returns. A power cut costs at most the
 * record that was being written.
 */
export class WindowJournal {
  private file: FileHandle | null = null;
  private length = 0;

  constructor(readonly path: string) {}

  async append(record: StoreRecord<unknown>): Promise<void> {
    const bytes = encodeRecord(record);
    const file = await this.openToAppend();
    try {
      await file.write(bytes, 0, bytes.length, this.length);
      await file.datasync();
      this.length += bytes.length;
    } catch (error) {
      // A full disk leaves half a record: cut it off, so that the next one starts at a whole one's end.
      await file.truncate(this.length).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    const file = this.file;
    this.file = null;
    await file?.close();
  }

  private async openToAppend(): Promise<FileHandle> {
    if (this.file) return this.file;
    // Append mode ignores positions on Linux, so it only makes sure that the file is there.
    await (await open(this.path, 'a')).close();
    const file = await open(this.path, 'r+');
    this.length = (await file.stat()).size;
    this.file = file;
    return file;
  }
}

/**
 * Reads every whole record. When some are damaged, the whole ones are written to a clean journal and the damaged
 * file is kept beside it under `<path>.damaged`. A missing file is an empty journal.
 */
export async function recoverJournal<Meta>(path: string): Promise<JournalContent<Meta>> {
  const content = await readJournal<Meta>(path);
  if (content.damaged) {
    await rename(path, `${path}.damaged`);
    await writeFileAtomically(path, Buffer.concat(content.records.map((record) => encodeRecord(record))));
  }
  return content;
}

export async function readJournal<Meta>(path: string): Promise<JournalContent<Meta>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { records: [], damaged: false };
    }
    throw error;
  }
  const records: StoreRecord<Meta>[] = [];
  let damaged = false;
  let offset = 0;
  while (offset < bytes.length) {
    try {
      const { next, ...record } = decodeRecord<Meta>(bytes, offset);
      records.push(record);
      offset = next;
    } catch (error) {
      if (!(error instanceof DamagedRecord)) throw error;
      damaged = true;
      const found = bytes.indexOf(MAGIC, offset + 1);
      if (found < 0) break;
      offset = found;
    }
  }
  return { records, damaged };
}
