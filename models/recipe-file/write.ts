import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../package-root';
import type { CurrentModel } from '../recipe/current-model';
import type { StoredModel } from '../recipe/stored-recipe';
import { Refused } from '../refused';
import { JournalIndex } from '../store/journal-index';
import type { RecipeStore } from '../store/recipe-store';
import { encodeRecord, type StoreRecord } from '../store/record';
import type { StoredFrame } from '../store/stored-frame';
import { recipeFileHeader } from './header';
import { LARGEST_FILE } from './limits';

/**
 * Writes a recipe's model and window into one file, record by record.
 * @throws Refused when the recipe is not stored whole, and when the file would be too large to be taken again
 */
export async function writeRecipeFile(
  path: string,
  store: RecipeStore,
  { pointer, automatic }: CurrentModel,
): Promise<void> {
  const { recipe, extractor, windowSize, adjustment } = pointer;
  if (!pointer.model) throw new Refused('busy', { kind: 'not-stored-yet', recipe });
  const frames = automatic.frames.length;
  const header = recipeFileHeader({
    pack: await packVersion(),
    recipe,
    extractor,
    windowSize,
    frames,
    adjustment,
  });
  const model = await store.readModel<StoredModel>(pointer.model);
  const journal = new JournalIndex(join(store.directory, pointer.window));
  await writeWhole(path, async (file) => {
    await append(file, { meta: header, arrays: {} });
    await append(file, model);
    for (let number = 0; number < frames; number++) {
      const record = await journal.record<StoredFrame>(number);
      if (!record) throw new Refused('busy', { kind: 'frame-lost', frame: String(number) });
      await append(file, record);
      if ((await file.stat()).size > LARGEST_FILE)
        throw new Refused('request', { kind: 'file-would-be-too-large', recipe });
    }
  });
}

/** Writes a file and syncs it, or leaves none. */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await write(file);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

export async function append(file: FileHandle, record: StoreRecord<unknown>): Promise<void> {
  await file.writeFile(encodeRecord(record));
}

async function packVersion(): Promise<string> {
  const { version }: { version: string } = JSON.parse(
    await readFile(join(packageRoot, 'package.json'), 'utf8'),
  );
  return version;
}
