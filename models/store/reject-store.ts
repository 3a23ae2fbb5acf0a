import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Lane } from '../concurrency/lane';
import type { ExtractorVersion } from '../inference/extractor-version';
import { writeFileAtomically } from './atomic-file';
import { decodeRecord, encodeRecord, type StoreRecord } from './record';
import { type RejectEntry, RejectLog } from './reject-log';
import type { StoredFrame } from './stored-frame';

/** Of a reject's own file: the frame as in a window, and what it was told about it. */
export interface StoredReject extends StoredFrame {
  entry: Omit<RejectEntry, 'bytes'>;
  /** What its features were made with; unknown of one that an older pack kept. */
  extractor?: ExtractorVersion;
  /** Side of the anomaly map. */
  side: number;
}

export interface RejectLimits {
  count: number;
  megabytes: number;
}

const LOG = 'rejects.jsonl';

/**
 * The rejects of one recipe: a file each, and a log of what is known of them. Bounded; the oldest go first. The
 * files are the truth about which rejects there are, the log about what people said of them.
 */
export class RejectStore {
  private readonly writes = new Lane();
  private log: Promise<RejectLog> | null = null;
  private bytes = 0;

  constructor(
    private readonly directory: string,
    private readonly limits: RejectLimits,
  ) {}

  /** The oldest first. */
  async entries(): Promise<RejectEntry[]> {
    return [...(await this.open()).entries.values()];
  }

  async find(id: string): Promise<RejectEntry | null> {
    return (await this.open()).entries.get(id) ?? null;
  }

  async size(): Promise<{ count: number; megabytes: number }> {
    const { entries } = await this.open();
    return { count: entries.size, megabytes: this.bytes / 1e6 };
  }

  async read(id: string): Promise<StoreRecord<StoredReject>> {
    return decodeRecord<StoredReject>(await readFile(this.path(id)));
  }

  /** Keeps a reject; the oldest make room for it. */
  add(record: StoreRecord<StoredReject>): Promise<void> {
    return this.writes.run(async () => {
      const log = await this.open();
      const { entry } = record.meta;
      const bytes = encodeRecord(record);
      await writeFileAtomically(this.path(entry.reject), bytes);
      this.bytes += bytes.length - (log.entries.get(entry.reject)?.bytes ?? 0);
      await log.put({ ...entry, bytes: bytes.length });
      await this.makeRoom(log);
    });
  }

  /** @returns the entry as changed, or null when there is none of that id any more */
  change(
    id: string,
    change: Partial<Pick<RejectEntry, 'feedback' | 'learned'>>,
  ): Promise<RejectEntry | null> {
    return this.writes.run(async () => {
      const log = await this.open();
      const entry = log.entries.get(id);
      if (!entry) return null;
      const changed = { ...entry, ...change };
      await log.put(changed);
      return changed;
    });
  }

  /** Waits for what is being written. */
  close(): Promise<void> {
    return this.writes.run(() => undefined);
  }

  /** Forgets everything; the files are removed by whoever removes the folder. */
  async forget(): Promise<void> {
    await this.close();
    this.log = null;
    this.bytes = 0;
  }

  private async makeRoom(log: RejectLog): Promise<void> {
    const { count, megabytes } = this.limits;
    for (const [id, { bytes }] of [...log.entries]) {
      const fits = log.entries.size <= count && this.bytes <= megabytes * 1e6;
      if (fits || log.entries.size === 1) return;
      await rm(this.path(id), { force: true });
      await log.drop(id);
      this.bytes -= bytes;
    }
  }

  private open(): Promise<RejectLog> {
    if (!this.log) {
      this.log = this.load();
      // The next call tries again.
      this.log.catch(() => {
        this.log = null;
      });
    }
    return this.log;
  }

  /** A power failure may have left a file without its line, or a line without its file. */
  private async load(): Promise<RejectLog> {
    const log = await RejectLog.open(join(this.directory, LOG));
    const names = await readdir(this.directory).catch(() => []);
    const found = new Set(names.flatMap((name) => /^reject-([0-9a-f-]{36})\.bin$/.exec(name)?.[1] ?? []));
    for (const id of [...log.entries.keys()]) if (!found.has(id)) await log.drop(id);
    const lost = [...found].filter((id) => !log.entries.has(id));
    for (const id of lost) await this.recover(log, id);
    if (lost.length > 0) await log.sort();
    for (const name of names.filter((own) => /^\..*\.tmp$/.test(own)))
      await rm(join(this.directory, name), { force: true });
    this.bytes = [...log.entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    return log;
  }

  private async recover(log: RejectLog, id: string): Promise<void> {
    try {
      const { meta } = await this.read(id);
      const { size } = await stat(this.path(id));
      await log.put({ ...meta.entry, bytes: size });
    } catch {
      // A damaged reject is worth nothing to anybody.
      await rm(this.path(id), { force: true });
    }
  }

  private path(id: string): string {
    return join(this.directory, `reject-${id}.bin`);
  }
}
