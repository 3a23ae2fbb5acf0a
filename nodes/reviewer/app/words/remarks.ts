import { type Values, valuesOf } from '../../../../models/words/remark';
import type { RecipeHealth, RefusalAnswer } from '../../api';
import { hasText, type Say } from './texts';

/** What a person has to know of a recipe, or null. */
export function noticeInWords(
  { notice, remark }: Pick<RecipeHealth, 'notice' | 'remark'>,
  say: Say,
): string | null {
  return notice && remarkInWords(remark, notice, say);
}

/** Everything that comes in kinds which the page has words for. */
type Said = NonNullable<RefusalAnswer['remark']>;

/** @param sentence what is said in English; it stands where there are no words for a kind, which is newer than this page */
export function remarkInWords(remark: Said | null, sentence: string, say: Say): string {
  return remark && hasWords(remark) ? inWords(remark, say) : sentence;
}

function inWords(remark: Said, say: Say): string {
  return say(
    `remark.${remark.kind}`,
    valuesOf(remark, (part) => inWords(part, say)),
  );
}

function hasWords(remark: Said): boolean {
  const values: Values = remark;
  const parts = Object.values(values).filter((value) => typeof value === 'object');
  return hasText(`remark.${remark.kind}`) && parts.every(hasWords);
}
