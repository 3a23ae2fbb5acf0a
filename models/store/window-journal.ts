import { copyFile, type FileHandle, open } from 'node:fs/promises';
import { writeFileAtomically } from './atomic-file';
import { type JournalContent, readJournal } from './journal-reader';
import { encodeRecord, type StoreRecord } from './record';

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
      await this.writeAll(file, bytes);
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

  /** A disk that fills up takes a part of the bytes without an error. */
  private async writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      done += (await file.write(bytes, done, bytes.length - done, this.length + done)).bytesWritten;
    }
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
 * Reads every whole record. When some are damaged, the damaged file is kept beside the journal under
 * `<path>.<time>.damaged`, and only then the journal is replaced by its whole records. A missing file is an empty
 * journal.
 */
export async function recoverJournal<Meta>(path: string): Promise<JournalContent<Meta>> {
  const content = await readJournal<Meta>(path);
  if (content.damaged) {
    await copyFile(path, `${path}.${Date.now()}.damaged`);
    await rewriteJournal(path, content.records);
  }
  return content;
}

/** Replaces a journal by these records, or leaves it as it was. */
export function rewriteJournal(path: string, records: readonly StoreRecord<unknown>[]): Promise<void> {
  return writeFileAtomically(path, encoded(records));
}

function* encoded(records: readonly StoreRecord<unknown>[]): Iterable<Buffer> {
  for (const record of records) yield encodeRecord(record);
}
