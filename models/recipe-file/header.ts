import { type Adjustment, isAdjustment } from '../adjustment';
import { isBackboneName } from '../backbones';
import type { ExtractorVersion } from '../inference/extractor-version';
import { LONGEST_WINDOW, SHORTEST_WINDOW } from '../learning/window';
import { Refused } from '../refused';
import { isObject } from './value-kinds';

const FORMAT = 'sroc-recipe';
const VERSION = 1;

/** First record of a recipe file. */
export interface RecipeFileHeader {
  format: typeof FORMAT;
  version: typeof VERSION;
  /** Version of the pack that wrote it. */
  pack: string;
  recipe: string;
  extractor: ExtractorVersion;
  windowSize: number;
  /** Records of frames behind that of the model. */
  frames: number;
  adjustment?: Adjustment;
  exportedAt: string;
}

export function recipeFileHeader(
  about: Omit<RecipeFileHeader, 'format' | 'version' | 'exportedAt'>,
): RecipeFileHeader {
  return { format: FORMAT, version: VERSION, exportedAt: new Date().toISOString(), ...about };
}

/** @throws Refused when it is of no version that this pack reads */
export function checkHeader(value: unknown): RecipeFileHeader {
  const { format, version }: Partial<Record<string, unknown>> = isObject(value) ? value : {};
  if (format !== FORMAT) throw new Refused('request', { kind: 'file-foreign' });
  if (version !== VERSION) {
    throw new Refused('request', {
      kind: 'file-version',
      version: String(version),
      reads: String(VERSION),
    });
  }
  if (isHeader(value)) return value;
  throw new Refused('request', { kind: 'file-without-contents' });
}

function isHeader(value: unknown): value is RecipeFileHeader {
  if (!isObject(value)) return false;
  const { pack, recipe, extractor, windowSize, frames, adjustment, exportedAt } = value;
  return (
    [pack, exportedAt].every((text) => typeof text === 'string') &&
    isRecipeName(recipe) &&
    isExtractor(extractor) &&
    isCount(windowSize, SHORTEST_WINDOW, LONGEST_WINDOW) &&
    isCount(frames, SHORTEST_WINDOW, 2 * LONGEST_WINDOW) &&
    (adjustment === undefined || isAdjustment(adjustment))
  );
}

/** What may name a recipe: 1 to 200 characters that can be printed. */
export function isRecipeName(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{Cc}]{1,200}$/u.test(value) && value.trim() !== '';
}

function isExtractor(value: unknown): value is ExtractorVersion {
  if (!isObject(value)) return false;
  const { backbone, graphVersion, inputSize, region } = value;
  return (
    typeof backbone === 'string' &&
    isBackboneName(backbone) &&
    [graphVersion, inputSize].every((number) => Number.isInteger(number)) &&
    isObject(region) &&
    [region.left, region.top, region.width, region.height].every((part) => typeof part === 'number')
  );
}

function isCount(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
