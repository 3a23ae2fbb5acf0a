import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folderName } from '../store/folder-name';
import { type RecipePointer, writePointer } from '../store/recipe-pointer';
import { unfinishedFolder } from '../store/recipe-store';
import { encodeRecord } from '../store/record';
import { isModel } from './model-record';
import type { RecipeFile } from './read';
import { append, writeWhole } from './write';

/**
 * Puts a checked recipe file into a station's folder under a name that is free there: first into a folder beside,
 * which then takes the recipe's place at once.
 */
export async function installRecipe(
  { header, records }: RecipeFile,
  stationDirectory: string,
  name: string,
): Promise<void> {
  const unfinished = unfinishedFolder(stationDirectory);
  await mkdir(unfinished, { recursive: true });
  try {
    const { extractor, windowSize, frames, adjustment } = header;
    const [window, model] = [`window-${randomUUID()}.bin`, `model-${randomUUID()}.bin`];
    const first = await records.next();
    if (first.done || !isModel(first.value, frames)) throw new Error('the file changed while it was read');
    const { meta, arrays } = first.value;
    await writeWhole(join(unfinished, model), (file) => append(file, { meta: { ...meta, window }, arrays }));
    await writeWhole(join(unfinished, window), async (file) => {
      for await (const record of records) await file.writeFile(encodeRecord(record));
    });
    const pointer: RecipePointer = {
      format: 1,
      recipe: name,
      extractor,
      windowSize,
      window,
      model,
      adjustment,
    };
    await writePointer(unfinished, pointer);
    await rename(unfinished, join(stationDirectory, folderName(name)));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
