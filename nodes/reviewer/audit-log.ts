import { appendFile, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Lane } from '../../models/concurrency/lane';
import type { AuditEntry } from './api';
import { isRecord } from './body';

/** The file is put aside when it is this large, bytes; one older file is kept beside it. */
const LARGEST = 4_000_000;
/** So much of the end is read to list the newest entries, bytes. */
const READ_BYTES = 1_000_000;

const logs = new Map<string, AuditLog>();

/** The log of a user directory; one for everybody, so that nobody writes it while another puts it aside. */
export function auditLogOf(userDirectory: string): AuditLog {
  const known = logs.get(userDirectory);
  if (known) return known;
  const log = new AuditLog(join(userDirectory, 'sroc-inspection', 'audit.log'));
  logs.set(userDirectory, log);
  return log;
}

/** Who changed what, and when: a file of JSON lines that only grows. */
export class AuditLog {
  private readonly writes = new Lane();

  /** @param largest bytes of the file at which a new one is begun */
  constructor(
    readonly path: string,
    private readonly largest = LARGEST,
  ) {}

  /** Resolves when the entry is on the disk. */
  append(entry: AuditEntry): Promise<void> {
    return this.writes.run(async () => {
      await mkdir(dirname(this.path), { recursive: true });
      if ((await sizeOf(this.path)) >= this.largest) await rename(this.path, `${this.path}.1`);
      await appendFile(this.path, `${JSON.stringify(entry)}\n`, { flush: true });
    });
  }

  /** Entries of a station, the newest first. @param recipe '' for every recipe */
  async list(station: string, recipe: string, limit: number): Promise<AuditEntry[]> {
    const [older, newer] = await Promise.all([tail(`${this.path}.1`), tail(this.path)]);
    return `${older}${newer}`
      .split('\n')
      .reverse()
      .flatMap((line) => toEntry(line) ?? [])
      .filter((entry) => entry.station === station && (recipe === '' || entry.recipe === recipe))
      .slice(0, limit);
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** The end of a file, '' when there is none. Its first line may be cut off. */
async function tail(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - READ_BYTES);
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** null for a line that is none, such as one cut off by a power failure. */
function toEntry(line: string): AuditEntry | null {
  if (line === '') return null;
  try {
    const entry: unknown = JSON.parse(line);
    if (!isEntry(entry)) return null;
    return isDetails(entry.details) ? entry : { ...entry, details: undefined };
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is AuditEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry: Partial<Record<keyof AuditEntry, unknown>> = value;
  return [entry.at, entry.user, entry.station, entry.recipe, entry.action, entry.detail, entry.note].every(
    (field) => typeof field === 'string',
  );
}

/** Of whatever kinds: another version of the pack may have written them. */
function isDetails(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (detail: unknown) =>
        isRecord(detail) &&
        typeof detail.kind === 'string' &&
        Object.values(detail).every((part) => typeof part === 'string' || typeof part === 'number'),
    )
  );
}
