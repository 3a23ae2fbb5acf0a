import { backbones, isBackboneName } from '../backbones';
import type { ExtractorVersion } from '../inference/extractor-version';
import type { StoredModel } from '../recipe/stored-recipe';
import type { StoredArray, StoreRecord } from '../store/record';
import type { StoredFrame } from '../store/stored-frame';
import { unusable } from './unusable';
import { isFinite32, isNumber, isObject } from './value-kinds';

/** Pixels of the input that a patch stands for, in each direction. */
const PATCH_STRIDE = 8;
/** A stored picture has at most 640 pixels. */
const LARGEST_PREVIEW = 4e6;

/** How long the arrays of an extractor's recipes are. */
export class RecipeShape {
  private readonly positions: number;
  private readonly patchDims: number;
  private readonly pooledDims: number;

  constructor({ backbone, inputSize }: ExtractorVersion) {
    if (!isBackboneName(backbone)) throw unusable({ kind: 'network-unknown', network: backbone });
    const { patchDims, pooledDims } = backbones[backbone];
    this.positions = (inputSize / PATCH_STRIDE) ** 2;
    this.patchDims = patchDims;
    this.pooledDims = pooledDims;
  }

  /** That the arrays fit `dims` and `rank` is for the detector to say. */
  fitsModel({ meta: { detector }, arrays: { patchOffset } }: StoreRecord<StoredModel>): boolean {
    const rows = (patchOffset?.length ?? 0) / this.patchDims;
    return (
      detector.patch.dims === this.patchDims &&
      detector.pooled.dims === this.pooledDims &&
      (rows === 1 || rows === this.positions)
    );
  }

  fitsFrame(record: StoreRecord<unknown>): record is StoreRecord<StoredFrame> {
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
      codes.length === this.positions * this.patchDims &&
      pooled instanceof Float32Array &&
      pooled.length === this.pooledDims &&
      isFinite32(pooled) &&
      isPreview(preview)
    );
  }
}

function isLook(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isNumber);
}

function isPreview(preview: StoredArray | undefined): boolean {
  if (!(preview instanceof Uint8Array) || preview.length > LARGEST_PREVIEW) return false;
  // A JPEG, or none.
  return preview.length === 0 || (preview[0] === 0xff && preview[1] === 0xd8);
}
