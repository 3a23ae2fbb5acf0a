import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type RecipePointer, writePointer } from '../store/recipe-pointer';
import { encodeRecord } from '../store/record';
import { isModel } from './model-record';
import type { RecipeFile } from './read';
import { append, writeWhole } from './write';

/** Writes the recipe of a checked file into an empty folder, as a station's store holds it, under a name of its own. */
export async function unpackRecipe(
  { header, records }: RecipeFile,
  folder: string,
  name: string,
): Promise<void> {
  const { extractor, windowSize, frames, adjustment } = header;
  const [window, model] = [`window-${randomUUID()}.bin`, `model-${randomUUID()}.bin`];
  const first = await records.next();
  if (first.done || !isModel(first.value, frames)) throw new Error('the file changed while it was read');
  const { meta, arrays } = first.value;
  await writeWhole(join(folder, model), (file) => append(file, { meta: { ...meta, window }, arrays }));
  await writeWhole(join(folder, window), async (file) => {
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
  await writePointer(folder, pointer);
}
