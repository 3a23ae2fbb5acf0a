import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Adjustment, isAdjustment } from '../adjustment';
import type { ExtractorVersion } from '../inference/extractor-version';
import { RemarkError } from '../words/remark';
import { writeFileAtomically } from './atomic-file';

/** The small file that says which window and which model are current; replaced atomically, so old or new. */
export interface RecipePointer extends ModelPlace {
  format: 1;
  recipe: string;
  /** What judged until this window was begun; gone once its own model judges. */
  before?: ModelPlace;
}

/** Files of a recipe that belong together. */
export interface ModelPlace {
  extractor: ExtractorVersion;
  windowSize: number;
  /** Journal that frames are appended to, or that the model was fitted on. */
  window: string;
  /** null until the window is full and fitted. */
  model: string | null;
  /** Models of the same window that a refit replaced, the newest first. */
  earlier?: string[];
  /** The threshold that a person chose. */
  adjustment?: Adjustment;
}

const POINTER = 'recipe.json';

/** null when there is none. @throws when the file is there and cannot be read. */
export async function readPointer(directory: string): Promise<RecipePointer | null> {
  let text: string;
  try {
    text = await readFile(join(directory, POINTER), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const pointer: unknown = JSON.parse(text);
  if (!isPointer(pointer)) throw new RemarkError({ kind: 'pointer-damaged', file: POINTER });
  return pointer;
}

export async function writePointer(directory: string, pointer: RecipePointer): Promise<void> {
  await writeFileAtomically(join(directory, POINTER), `${JSON.stringify(pointer, null, 2)}\n`);
}

/** Without it a folder holds no recipe any more. */
export async function removePointer(directory: string): Promise<void> {
  await rm(join(directory, POINTER), { force: true });
}

/** File names are checked too: nothing outside the recipe's folder is ever opened. */
function isPointer(value: unknown): value is RecipePointer {
  if (typeof value !== 'object' || value === null) return false;
  const { format, recipe, before }: Partial<RecipePointer> = value;
  return (
    format === 1 && typeof recipe === 'string' && isPlace(value) && (before === undefined || isPlace(before))
  );
}

function isPlace(value: unknown): value is ModelPlace {
  if (typeof value !== 'object' || value === null) return false;
  const { extractor, windowSize, window, model, earlier, adjustment }: Partial<ModelPlace> = value;
  return (
    typeof extractor?.backbone === 'string' &&
    typeof extractor.region?.left === 'number' &&
    Number.isInteger(windowSize) &&
    /^window-[\w-]+\.bin$/.test(window ?? '') &&
    (model === null || isModelName(model)) &&
    (earlier === undefined || (Array.isArray(earlier) && earlier.every(isModelName))) &&
    (adjustment === undefined || isAdjustment(adjustment))
  );
}

function isModelName(name: unknown): boolean {
  return typeof name === 'string' && /^model-[\w-]+\.bin$/.test(name);
}
