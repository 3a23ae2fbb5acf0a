import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DriftState, isDriftState } from '../drift';
import { isAbandoned, isUnfinished, writeFileAtomically } from './atomic-file';
import { folderName } from './folder-name';
import { type JournalContent, readJournal } from './journal-reader';
import { type RecipePointer, readPointer, removePointer, writePointer } from './recipe-pointer';
import { decodeRecord, encodeRecord, type StoreRecord } from './record';
import { recoverJournal, rewriteJournal, WindowJournal } from './window-journal';

const DRIFT = 'drift.json';

export function stationFolder(storeDirectory: string, station: string): string {
  return join(storeDirectory, folderName(station));
}

/**
 * Names of the recipes stored for a station; folders without a readable pointer are left alone. What a crash left of
 * an import is removed, and a renaming that it interrupted is finished.
 */
export async function storedRecipes(stationDirectory: string): Promise<string[]> {
  const entries = await readdir(stationDirectory, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const { name } of entries.filter((candidate) => candidate.isDirectory())) {
    const folder = join(stationDirectory, name);
    if (isUnfinished(name)) {
      // One that this process puts together goes on.
      if (isAbandoned(name)) await rm(folder, { recursive: true, force: true });
      continue;
    }
    const pointer = await readPointer(folder).catch(() => null);
    if (!pointer) continue;
    const own = folderName(pointer.recipe);
    if (own !== name && entries.some((entry) => entry.name === own)) continue;
    if (own !== name) await rename(folder, join(stationDirectory, own));
    names.push(pointer.recipe);
  }
  return names;
}

/** The files of one recipe of one station. */
export class RecipeStore {
  readonly directory: string;
  private journal: WindowJournal | null = null;

  constructor(
    stationDirectory: string,
    readonly recipe: string,
  ) {
    this.directory = join(stationDirectory, folderName(recipe));
  }

  /** null when nothing is stored. @throws when the file is there and cannot be read. */
  readPointer(): Promise<RecipePointer | null> {
    return readPointer(this.directory);
  }

  async writePointer(pointer: RecipePointer): Promise<void> {
    await writePointer(this.directory, pointer);
  }

  newWindowName(): string {
    return `window-${randomUUID()}.bin`;
  }

  async appendFrame(window: string, record: StoreRecord<unknown>): Promise<void> {
    const path = join(this.directory, window);
    if (this.journal?.path !== path) {
      await this.journal?.close();
      await mkdir(this.directory, { recursive: true });
      this.journal = new WindowJournal(path);
    }
    await this.journal.append(record);
  }

  readWindow<Meta>(window: string): Promise<JournalContent<Meta>> {
    return recoverJournal<Meta>(join(this.directory, window));
  }

  /** As `readWindow`, but leaves a damaged file as it is. */
  peekWindow<Meta>(window: string): Promise<JournalContent<Meta>> {
    return readJournal<Meta>(join(this.directory, window));
  }

  /** Replaces a window by these frames, or leaves it as it was. */
  async rewriteWindow(window: string, records: readonly StoreRecord<unknown>[]): Promise<void> {
    await this.close();
    await rewriteJournal(join(this.directory, window), records);
  }

  /** @returns the name to put into the pointer */
  async writeModel(record: StoreRecord<unknown>): Promise<string> {
    const name = `model-${randomUUID()}.bin`;
    await writeFileAtomically(join(this.directory, name), encodeRecord(record));
    return name;
  }

  async readModel<Meta>(name: string): Promise<StoreRecord<Meta>> {
    return decodeRecord<Meta>(await readFile(join(this.directory, name)));
  }

  /** Puts a file that cannot be read out of the way, for a person to look at. */
  async setAside(name: string): Promise<void> {
    await rename(join(this.directory, name), join(this.directory, `${name}.${Date.now()}.damaged`));
  }

  /**
   * Removes windows and models that the pointer no longer names, and what a process that was killed had not finished
   * writing. Damaged files are kept for a person.
   */
  async removeUnused(pointer: RecipePointer): Promise<void> {
    const names = await readdir(this.directory);
    const places = pointer.before ? [pointer, pointer.before] : [pointer];
    const used = places.flatMap(({ window, model, earlier = [] }) => [window, model, ...earlier]);
    const unused = names.filter((name) => /^(window|model)-.*\.bin$/.test(name) && !used.includes(name));
    for (const name of [...unused, ...names.filter(isAbandoned)])
      await rm(join(this.directory, name), { force: true });
  }

  /** Bytes of windows and models. */
  async size(): Promise<number> {
    const entries = await readdir(this.directory, { withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile());
    const sizes = await Promise.all(files.map(({ name }) => sizeOf(join(this.directory, name))));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** What is kept of the drift; null when nothing readable is there. */
  async readDrift(): Promise<DriftState | null> {
    try {
      const state: unknown = JSON.parse(await readFile(join(this.directory, DRIFT), 'utf8'));
      return isDriftState(state) ? state : null;
    } catch {
      return null;
    }
  }

  async writeDrift(state: DriftState): Promise<void> {
    await writeFileAtomically(join(this.directory, DRIFT), JSON.stringify(state));
  }

  async removeAll(): Promise<void> {
    await this.close();
    // First, so that a crash in between leaves no half of a recipe.
    await removePointer(this.directory);
    await rm(this.directory, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    const journal = this.journal;
    this.journal = null;
    await journal?.close();
  }
}

/** 0 for a file that was removed meanwhile. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}
