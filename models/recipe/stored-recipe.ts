import { Detector, type StoredDetector } from '../detectors/detector';
import { describeExtractor, type ExtractorVersion, sameExtractor } from '../inference/extractor-version';
import type { FittedFrame } from '../learning/fit';
import type { Choice, WindowFrame } from '../learning/window';
import { type WindowLook, windowLook } from '../sanity/sanity';
import type { ModelPlace, RecipePointer } from '../store/recipe-pointer';
import type { RecipeStore } from '../store/recipe-store';
import type { StoredArray, StoreRecord } from '../store/record';
import type { StoredFrame } from '../store/stored-frame';
import { type Remark, RemarkError, remarkOf } from '../words/remark';
import type { Fitted } from './fitted';
import type { FitSummary } from './recipe-status';
import { retarget } from './retarget';

export interface StoredModel {
  detector: StoredDetector;
  summary: FitSummary;
  /** The journal it was fitted on. */
  window: string;
  extractor: ExtractorVersion;
  look?: WindowLook;
  /** As in `Fitted`. */
  alike?: number[][];
}

/** What the store holds of a recipe. */
export interface LoadedRecipe {
  /** As it should be stored. */
  pointer: RecipePointer;
  /** As it is stored: names a damaged model that an earlier one stands in for. */
  stored: RecipePointer;
  /** null while the pointer's window has no model. */
  fitted: Fitted | null;
  /** Empty when the window has a model. */
  frames: WindowFrame[];
  /** What a person has to know about the loss of a part, or null. */
  notice: Remark | null;
}

/** What is stored cannot be used; nothing was changed on disk. */
export class RefusedRecipe extends RemarkError {}

/**
 * Takes up a half-filled window, or a model, its threshold for the false-reject target of now. A damaged model is put
 * aside for an earlier one, or fitted again from its window.
 * @returns null when nothing is stored
 * @throws RefusedRecipe
 */
export async function loadRecipe(
  store: RecipeStore,
  extractor: ExtractorVersion,
  falseRejectTarget: number,
): Promise<LoadedRecipe | null> {
  const { recipe } = store;
  try {
    const pointer = await store.readPointer();
    if (!pointer) return null;
    if (!sameExtractor(pointer.extractor, extractor)) {
      throw new RefusedRecipe({
        kind: 'other-settings',
        recipe,
        trained: describeExtractor(pointer.extractor),
        now: describeExtractor(extractor),
      });
    }
    const { model, notice } = await loadModel(store, pointer, falseRejectTarget);
    if (model?.window === pointer.window) {
      const { place, fitted } = model;
      const own = place.model === pointer.model ? pointer : { ...pointer, ...place };
      return { pointer: own, stored: pointer, fitted, frames: [], notice };
    }
    const { records, damaged } = await store.readWindow<StoredFrame>(pointer.window);
    const loss: Remark = { kind: 'window-damaged', recipe, frames: records.length };
    const frames = records.map(toFrame);
    return { pointer, stored: pointer, fitted: null, frames, notice: damaged ? loss : notice };
  } catch (error) {
    if (error instanceof RefusedRecipe) throw error;
    throw new RefusedRecipe({ kind: 'recipe-unreadable', recipe, error: remarkOf(error) });
  }
}

/** A model that can be read. */
export interface LoadedModel {
  window: string;
  fitted: Fitted;
  /** Where the pointer has to say it is. */
  place: Pick<RecipePointer, 'model' | 'earlier'>;
}

/** The newest model that can be read: a damaged one is put aside for the one that a refit replaced. */
export async function loadModel(
  store: RecipeStore,
  { model: newest, earlier = [] }: ModelPlace,
  falseRejectTarget: number,
): Promise<{ model: LoadedModel | null; notice: Remark | null }> {
  const { recipe } = store;
  let damage: Remark | null = null;
  const names = newest ? [newest, ...earlier] : [];
  for (const [at, name] of names.entries()) {
    try {
      const { window, fitted } = await readModel(store, name, falseRejectTarget);
      const notice: Remark | null = damage && { kind: 'model-replaced', recipe, error: damage };
      return { model: { window, fitted, place: { model: name, earlier: names.slice(at + 1) } }, notice };
    } catch (error) {
      await store.setAside(name).catch(() => undefined);
      damage ??= remarkOf(error);
    }
  }
  return { model: null, notice: damage && { kind: 'model-refitted', recipe, error: damage } };
}

/**
 * A stored model, with the threshold for the target of now.
 * @throws when it cannot be read
 */
export async function readModel(
  store: RecipeStore,
  name: string,
  falseRejectTarget: number,
): Promise<{ window: string; fitted: Fitted }> {
  const { meta, arrays } = await store.readModel<StoredModel>(name);
  const fitted: Fitted = {
    detector: Detector.fromStore(meta.detector, arrays),
    summary: meta.summary,
    look: meta.look ?? windowLook([]),
    frames: fittedFrames(arrays),
    alike: meta.alike ?? [],
  };
  return { window: meta.window, fitted: retarget(fitted, falseRejectTarget) };
}

/** @param preview the picture for the reviewer, JPEG */
export function frameRecord(
  { identity, patches, pooled, look }: WindowFrame,
  preview: Uint8Array,
): StoreRecord<StoredFrame> {
  return { meta: { identity, unit: patches.unit, look }, arrays: { codes: patches.codes, pooled, preview } };
}

/** The model and which frames it was fitted on: `kept`, `outOfFold` and `choices` as the window's frames. */
export function modelRecord(
  { detector, summary, look, frames, alike }: Fitted,
  { window, extractor }: RecipePointer,
): StoreRecord<StoredModel> {
  const { meta, arrays } = detector.toStore();
  return {
    meta: { detector: meta, summary, look, alike, window, extractor },
    arrays: {
      ...arrays,
      kept: Uint8Array.from(frames, (frame) => Number(frame.kept)),
      outOfFold: Float32Array.from(frames, (frame) => frame.outOfFold),
      choices: Uint8Array.from(frames, (frame) => CHOICES.indexOf(frame.choice)),
    },
  };
}

/** As they are numbered in the store. */
const CHOICES: readonly (Choice | null)[] = [null, 'keep', 'remove'];

/** @throws when the record does not say which frames the model was fitted on. */
function fittedFrames({ kept, outOfFold, choices }: Record<string, StoredArray>): FittedFrame[] {
  if (kept instanceof Uint8Array && outOfFold instanceof Float32Array) {
    return Array.from(kept, (keeps, index) => ({
      kept: keeps === 1,
      outOfFold: outOfFold[index],
      choice: CHOICES[choices?.[index] ?? 0] ?? null,
    }));
  }
  throw new Error('the stored model does not say which frames it was fitted on');
}

export function toFrame({
  meta: { identity, unit, look },
  arrays,
}: {
  meta: StoredFrame;
  arrays: Record<string, StoredArray>;
}): WindowFrame {
  const { codes, pooled } = arrays;
  if (codes instanceof Int16Array && pooled instanceof Float32Array) {
    return { identity, patches: { codes, unit }, pooled, look };
  }
  throw new Error('a stored frame has no features');
}
