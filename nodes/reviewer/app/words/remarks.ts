import { type Remark, type Value, valuesOf } from '../../../../models/words/remark';
import type { RecipeHealth } from '../../api';
import { hasText, type Say } from './texts';

/** What a person has to know of a recipe, or null. */
export function noticeInWords(
  { notice, remark }: Pick<RecipeHealth, 'notice' | 'remark'>,
  say: Say,
): string | null {
  return notice && remarkInWords(remark, notice, say);
}

/** @param sentence what is said in English; it stands where there are no words for a kind, which is newer than this page */
export function remarkInWords(remark: Remark | null, sentence: string, say: Say): string {
  return remark && hasWords(remark) ? inWords(remark, say) : sentence;
}

function inWords(remark: Remark, say: Say): string {
  return say(
    `remark.${remark.kind}`,
    valuesOf(remark, (part) => inWords(part, say)),
  );
}

function hasWords(remark: Remark): boolean {
  const values: Record<string, Value> = remark;
  const parts = Object.values(values).filter((value) => typeof value === 'object');
  return hasText(`remark.${remark.kind}`) && parts.every(hasWords);
}
