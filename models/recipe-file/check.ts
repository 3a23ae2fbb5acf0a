import { backbones, isBackboneName } from '../backbones';
import { Detector } from '../detectors/detector';
import { describeExtractor, type ExtractorVersion, sameExtractor } from '../inference/extractor-version';
import { isFitWarning } from '../learning/fit-warnings';
import { judgeKept } from '../learning/judge-kept';
import type { WindowHead } from '../learning/window-head';
import { type StoredModel, toFrame } from '../recipe/stored-recipe';
import { Refused } from '../refused';
import type { StoredArray, StoreRecord } from '../store/record';
import type { StoredFrame } from '../store/stored-frame';
import { type Remark, remarkOf } from '../words/remark';
import type { RecipeFile } from './read';

/** Pixels of the input that a patch stands for, in each direction. */
const PATCH_STRIDE = 8;
/** A stored picture has at most 640 pixels. */
const LARGEST_PREVIEW = 4e6;

/**
 * Checks everything in a recipe file that the station would rely on, down to the shape of every array; the model
 * must score a frame.
 * @throws Refused
 */
export async function checkRecipeFile(
  { header, records }: RecipeFile,
  extractor: ExtractorVersion,
  head: WindowHead,
): Promise<void> {
  if (!sameExtractor(header.extractor, extractor)) {
    throw new Refused('request', {
      kind: 'file-other-settings',
      recipe: header.recipe,
      trained: describeExtractor(header.extractor),
      now: describeExtractor(extractor),
    });
  }
  const shape = new FrameShape(extractor);
  let model: StoreRecord<StoredModel> | null = null;
  let frames = 0;
  for await (const record of records) {
    if (!model) {
      if (!isModel(record, header.frames)) throw unusable({ kind: 'model-incomplete' });
      model = record;
    } else {
      if (!shape.fits(record)) throw unusable({ kind: 'frame-incomplete', frame: String(frames) });
      if (frames === 0) await tryModel(model, record, head);
      frames++;
      if (frames > header.frames) break;
    }
  }
  if (frames !== header.frames)
    throw unusable(
      frames > header.frames
        ? { kind: 'frames-too-many', frames: header.frames }
        : { kind: 'frames-missing', frames: header.frames, found: frames },
    );
}

/** The record of a model that is whole. */
export function isModel(record: StoreRecord<unknown>, frames: number): record is StoreRecord<StoredModel> {
  const { meta, arrays } = record;
  if (!isObject(meta)) return false;
  const { detector, summary, alike } = meta;
  const { kept, outOfFold, choices } = arrays;
  return (
    isObject(detector) &&
    isId(detector.id) &&
    [detector.threshold, detector.patchLimit].every((value) => isNumber(value) && value > 0) &&
    isSummary(summary) &&
    (alike === undefined || isIndexLists(alike, frames)) &&
    kept instanceof Uint8Array &&
    kept.length === frames &&
    kept.some((keeps) => keeps === 1) &&
    outOfFold instanceof Float32Array &&
    outOfFold.length === frames &&
    outOfFold.every((distance) => distance > 0) &&
    (choices === undefined || (choices instanceof Uint8Array && choices.length === frames)) &&
    Object.values(arrays).every(isFinite32)
  );
}

class FrameShape {
  private readonly codes: number;
  private readonly pooled: number;

  constructor({ backbone, inputSize }: ExtractorVersion) {
    if (!isBackboneName(backbone)) throw unusable({ kind: 'network-unknown', network: backbone });
    const { patchDims, pooledDims } = backbones[backbone];
    this.codes = (inputSize / PATCH_STRIDE) ** 2 * patchDims;
    this.pooled = pooledDims;
  }

  fits(record: StoreRecord<unknown>): record is StoreRecord<StoredFrame> {
    const { meta, arrays } = record;
    if (!isObject(meta) || !isObject(meta.identity)) return false;
    const { identity, unit, look } = meta;
    const { codes, pooled, preview } = arrays;
    const { triggerId, partId, recipe, source, capturedAt } = meta.identity;
    return (
      isObject(identity) &&
      isNumber(triggerId) &&
      [partId, recipe, source, capturedAt].every((text) => typeof text === 'string') &&
      isNumber(unit) &&
      (look === undefined || isLook(look)) &&
      codes instanceof Int16Array &&
      codes.length === this.codes &&
      pooled instanceof Float32Array &&
      pooled.length === this.pooled &&
      isFinite32(pooled) &&
      isPreview(preview)
    );
  }
}

/** The graphs refuse what does not fit them. */
async function tryModel(
  { meta, arrays }: StoreRecord<StoredModel>,
  frame: StoreRecord<StoredFrame>,
  head: WindowHead,
): Promise<void> {
  try {
    const detector = Detector.fromStore(meta.detector, arrays);
    const [score] = await judgeKept(detector, [toFrame(frame)], head);
    if (!Number.isFinite(score)) throw new Error('it gives no score');
  } catch (error) {
    throw unusable({ kind: 'model-broken', error: remarkOf(error) });
  }
}

function unusable(why: Remark): Refused {
  return new Refused('request', { kind: 'file-unusable', why });
}

function isPreview(preview: StoredArray | undefined): boolean {
  if (!(preview instanceof Uint8Array) || preview.length > LARGEST_PREVIEW) return false;
  // A JPEG, or none.
  return preview.length === 0 || (preview[0] === 0xff && preview[1] === 0xd8);
}

function isSummary(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { modelId, fittedAt, warnings, ...numbers } = value;
  return (
    isId(modelId) &&
    typeof fittedAt === 'string' &&
    Array.isArray(warnings) &&
    warnings.every(isFitWarning) &&
    [numbers.frames, numbers.removed, numbers.falseRejectTarget].every(isNumber) &&
    [numbers.promisedFalseReject, numbers.milliseconds].every(isNumber)
  );
}

function isLook(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isNumber);
}

function isIndexLists(value: unknown, count: number): boolean {
  const isIndex = (index: unknown) => Number.isInteger(index) && Number(index) >= 0 && Number(index) < count;
  return Array.isArray(value) && value.every((list) => Array.isArray(list) && list.every(isIndex));
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}

function isFinite32(array: StoredArray): boolean {
  return !(array instanceof Float32Array) || array.every(Number.isFinite);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
