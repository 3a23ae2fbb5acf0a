import { randomUUID } from 'node:crypto';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecipeStore, stationFolder } from '../../models/store/recipe-store';
import type { StoredArray } from '../../models/store/record';
import type { RejectEntry } from '../../models/store/reject-log';
import { RejectStore } from '../../models/store/reject-store';
import type { StoredFrame } from '../../models/store/stored-frame';

interface Size {
  frames: number;
  rejects: number;
}

/** Arrays of a stored model with an entry a frame of its window. */
const ONE_A_FRAME = ['kept', 'outOfFold', 'choices'];

/**
 * Writes the store of another station that looks as after a long time: the window of a trained recipe repeated to
 * so many frames, and its last reject to so many rejects. A line would take hours to get there.
 */
export async function storeLarge(
  userDirectory: string,
  from: string,
  to: string,
  recipe: string,
  size: Size,
): Promise<void> {
  const stores = join(userDirectory, 'sroc-inspection');
  const small = new RecipeStore(stationFolder(stores, from), recipe);
  const large = new RecipeStore(stationFolder(stores, to), recipe);
  const pointer = await small.readPointer();
  if (!pointer?.model) throw new Error(`Station ${from} has not learned ${recipe}.`);

  const { records } = await small.peekWindow<StoredFrame>(pointer.window);
  const frames = Array.from({ length: size.frames }, (_, index) => {
    const { meta, arrays } = records[index % records.length];
    const partId = `L${String(index + 1).padStart(6, '0')}`;
    return { meta: { ...meta, identity: { ...meta.identity, partId } }, arrays };
  });
  await mkdir(large.directory, { recursive: true });
  await large.rewriteWindow(pointer.window, frames);

  const model = await small.readModel<Record<string, unknown>>(pointer.model);
  const arrays = Object.fromEntries(
    Object.entries(model.arrays).map(([name, array]) => [
      name,
      ONE_A_FRAME.includes(name) ? repeated(array, size.frames) : array,
    ]),
  );
  const name = await large.writeModel({ meta: model.meta, arrays });
  await large.writePointer({ ...pointer, windowSize: size.frames, model: name, earlier: [] });
  await repeatRejects(small, large, size.rejects);
}

async function repeatRejects(small: RecipeStore, large: RecipeStore, count: number): Promise<void> {
  const folder = join(small.directory, 'rejects');
  const last = (await new RejectStore(folder, { count, megabytes: 1e6 }).entries()).at(-1);
  if (!last) throw new Error('There is no reject to repeat.');
  const target = join(large.directory, 'rejects');
  await mkdir(target, { recursive: true });
  const entries = Array.from({ length: count }, (_, index): RejectEntry => {
    const decidedAt = new Date(Date.parse(last.decidedAt) - 60_000 * (count - index)).toISOString();
    return {
      ...last,
      reject: randomUUID(),
      partId: `R${index + 1}`,
      decidedAt,
      feedback: null,
      learned: null,
    };
  });
  // One file under many names takes no room.
  for (const { reject } of entries) {
    await link(join(folder, `reject-${last.reject}.bin`), join(target, `reject-${reject}.bin`));
  }
  const lines = entries.map((put) => `${JSON.stringify({ put })}\n`);
  await writeFile(join(target, 'rejects.jsonl'), lines.join(''));
}

function repeated(array: StoredArray, length: number): StoredArray {
  const values = (of: StoredArray) => Array.from({ length }, (_, index) => of[index % of.length]);
  if (array instanceof Uint8Array) return Uint8Array.from(values(array));
  if (array instanceof Int16Array) return Int16Array.from(values(array));
  return Float32Array.from(values(array));
}
