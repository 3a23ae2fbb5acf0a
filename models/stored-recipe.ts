import { Detector, type StoredDetector } from './detectors/detector';
import { describeExtractor, type ExtractorVersion, sameExtractor } from './extractor-version';
import type { FittedFrame, WindowFit } from './fit';
import type { FrameIdentity } from './frame';
import type { FitSummary } from './host/protocol';
import { retarget } from './retarget';
import type { FrameLook } from './sanity/look';
import { type WindowLook, windowLook } from './sanity/sanity';
import { sentence } from './sentence';
import type { RecipePointer, RecipeStore } from './store/recipe-store';
import type { StoredArray, StoreRecord } from './store/record';
import type { WindowFrame } from './window';

interface StoredFrame {
  identity: FrameIdentity;
  /** Value of one code step of the patches. */
  unit: number;
  look?: FrameLook;
}

interface StoredModel {
  detector: StoredDetector;
  summary: FitSummary;
  /** The journal it was fitted on. */
  window: string;
  extractor: ExtractorVersion;
  look?: WindowLook;
}

/** A detector and what is told of its fit. */
export interface Fitted {
  detector: Detector;
  summary: FitSummary;
  look: WindowLook;
}

/** What the store holds of a recipe. */
export interface LoadedRecipe {
  pointer: RecipePointer;
  /** null while the pointer's window has no model. */
  fitted: Fitted | null;
  /** Empty when the window has a model. */
  frames: WindowFrame[];
  /** What a person has to know about the loss of a part, or null. */
  notice: string | null;
}

/** What is stored cannot be used. `message` is a sentence for the operator; nothing was changed on disk. */
export class RefusedRecipe extends Error {}

/**
 * Takes up a half-filled window, or a model, its threshold for the false-reject target of now. A damaged model is put aside and fitted again from its window.
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
      throw new RefusedRecipe(
        `recipe "${recipe}" was trained with ${describeExtractor(pointer.extractor)}, the station now uses ` +
          `${describeExtractor(extractor)}: set the station back, or send "train" to collect a new window. ` +
          'The stored window and model are kept',
      );
    }
    const { model, notice } = await loadModel(store, pointer, falseRejectTarget);
    if (model?.window === pointer.window) return { pointer, fitted: model, frames: [], notice };
    const { records, damaged } = await store.readWindow<StoredFrame>(pointer.window);
    const loss =
      `part of the window of recipe "${recipe}" was damaged on disk: ${records.length} frames were saved, ` +
      'the damaged file is kept beside them';
    return { pointer, fitted: null, frames: records.map(toFrame), notice: damaged ? loss : notice };
  } catch (error) {
    if (error instanceof RefusedRecipe) throw error;
    throw new RefusedRecipe(
      `what is stored of recipe "${recipe}" cannot be read: ${sentence(error)}. Its files are kept; put them in ` +
        'order and deploy again, or send "train" to collect a new window',
    );
  }
}

async function loadModel(
  store: RecipeStore,
  { model: name }: RecipePointer,
  falseRejectTarget: number,
): Promise<{ model: (Fitted & { window: string }) | null; notice: string | null }> {
  if (!name) return { model: null, notice: null };
  try {
    const { meta, arrays } = await store.readModel<StoredModel>(name);
    const detector = Detector.fromStore(meta.detector, arrays);
    const fitted = retarget(
      { detector, summary: meta.summary, look: meta.look ?? windowLook([]) },
      fittedFrames(arrays),
      falseRejectTarget,
    );
    return { model: { ...fitted, window: meta.window }, notice: null };
  } catch (error) {
    await store.setAside(name).catch(() => undefined);
    const notice =
      `the stored model of recipe "${store.recipe}" cannot be read: ${sentence(error)}. It is kept beside the ` +
      'window, from which a new one is fitted';
    return { model: null, notice };
  }
}

/** @param preview the picture for the reviewer, JPEG */
export function frameRecord(
  { identity, patches, pooled, look }: WindowFrame,
  preview: Uint8Array,
): StoreRecord<StoredFrame> {
  return { meta: { identity, unit: patches.unit, look }, arrays: { codes: patches.codes, pooled, preview } };
}

/** The model and which frames it was fitted on: `kept` and `outOfFold` as the window's frames. */
export function modelRecord(
  { detector, frames }: WindowFit,
  { summary, look }: Fitted,
  { window, extractor }: RecipePointer,
): StoreRecord<StoredModel> {
  const { meta, arrays } = detector.toStore();
  return {
    meta: { detector: meta, summary, look, window, extractor },
    arrays: {
      ...arrays,
      kept: Uint8Array.from(frames, (frame) => Number(frame.kept)),
      outOfFold: Float32Array.from(frames, (frame) => frame.outOfFold),
    },
  };
}

/** @throws when the record does not say which frames the model was fitted on. */
function fittedFrames({ kept, outOfFold }: Record<string, StoredArray>): FittedFrame[] {
  if (kept instanceof Uint8Array && outOfFold instanceof Float32Array) {
    return Array.from(kept, (keeps, index) => ({ kept: keeps === 1, outOfFold: outOfFold[index] }));
  }
  throw new Error('the stored model does not say which frames it was fitted on');
}

function toFrame({
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
