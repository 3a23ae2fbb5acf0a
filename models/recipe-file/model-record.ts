import { isFitWarning } from '../learning/fit-warnings';
import type { StoredModel } from '../recipe/stored-recipe';
import type { StoreRecord } from '../store/record';
import { isFinite32, isId, isNumber, isObject, isPositive } from './value-kinds';

/** The record of a model that is whole. */
export function isModel(record: StoreRecord<unknown>, frames: number): record is StoreRecord<StoredModel> {
  const { meta, arrays } = record;
  if (!isObject(meta)) return false;
  const { detector, summary, alike, look } = meta;
  const { kept, outOfFold, choices } = arrays;
  return (
    isDetector(detector) &&
    isSummary(summary) &&
    (look === undefined || isWindowLook(look)) &&
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

function isDetector(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, patch, pooled, joint, threshold, patchLimit } = value;
  return (
    isId(id) &&
    isObject(patch) &&
    isObject(pooled) &&
    isNumber(pooled.scale) &&
    Number.isInteger(pooled.rank) &&
    Number(pooled.rank) > 0 &&
    isObject(joint) &&
    isLogNormal(joint.patch) &&
    isLogNormal(joint.pooled) &&
    [threshold, patchLimit].every(isPositive)
  );
}

function isLogNormal(value: unknown): boolean {
  return isObject(value) && isNumber(value.centre) && isPositive(value.scale);
}

function isWindowLook(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { normal, size } = value;
  const isAll = (part: unknown, names: readonly string[]) =>
    part === null || (isObject(part) && names.every((name) => isNumber(part[name])));
  return isAll(normal, ['mean', 'high', 'saturated', 'structure']) && isAll(size, ['width', 'height']);
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

function isIndexLists(value: unknown, count: number): boolean {
  const isIndex = (index: unknown) => Number.isInteger(index) && Number(index) >= 0 && Number(index) < count;
  return Array.isArray(value) && value.every((list) => Array.isArray(list) && list.every(isIndex));
}
