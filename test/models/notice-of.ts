import type { RecipeStatus } from '../../models/recipe/recipe-status';
import { inEnglish } from '../../models/words/remark';

/** What a person has to know about a recipe, in English; empty when there is nothing. */
export const noticeOf = (status: RecipeStatus | undefined): string =>
  status?.remark ? inEnglish(status.remark) : '';
