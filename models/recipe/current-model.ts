import type { RecipePointer } from '../store/recipe-pointer';
import type { Fitted } from './fitted';

/** What judges a recipe's frames. */
export interface CurrentModel {
  /** As it was fitted, for the target of the settings. */
  automatic: Fitted;
  /** With the threshold that a person chose. */
  fitted: Fitted;
  pointer: RecipePointer;
}

/** Another model of the same window. */
export interface Exchange {
  automatic: Fitted;
  pointer: RecipePointer;
}
