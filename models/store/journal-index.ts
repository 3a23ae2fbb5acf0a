import { type FileHandle, open } from 'node:fs/promises';
import { Lane } from '../concurrency/lane';
import { DamagedRecord, decodeRecord, PREFIX_BYTES, recordLength, type StoreRecord } from './record';

/** Finds single records of a journal without reading the others. Records that are appended later are found too. */
export class JournalIndex {
  /** Where each record begins, and where the last one ends. */
  private readonly offsets = [0];
  /** One search at a time: two at once would note the same record twice, and the index would be wrong for good. */
  private readonly searches = new Lane();

  constructor(private readonly path: string) {}

  /** @returns null when there is no such record @throws when it is damaged */
  async record<Meta>(number: number): Promise<StoreRecord<Meta> | null> {
    const file = await open(this.path, 'r');
    try {
      if (!(await this.searches.run(() => this.find(file, number)))) return null;
      const [start, end] = this.offsets.slice(number, number + 2);
      const bytes = Buffer.alloc(end - start);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return decodeRecord<Meta>(bytes.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  }

  /** @returns whether there is a record of this number */
  private async find(file: FileHandle, number: number): Promise<boolean> {
    while (this.offsets.length < number + 2) if (!(await this.findNext(file))) return false;
    return true;
  }

  private async findNext(file: FileHandle): Promise<boolean> {
    const start = this.offsets[this.offsets.length - 1];
    const prefix = Buffer.alloc(PREFIX_BYTES);
    const { bytesRead } = await file.read(prefix, 0, PREFIX_BYTES, start);
    if (bytesRead === 0) return false;
    if (bytesRead < PREFIX_BYTES) throw new DamagedRecord({ kind: 'record-cut-off' });
    this.offsets.push(start + recordLength(prefix));
    return true;
  }
}
