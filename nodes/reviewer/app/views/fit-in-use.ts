import type { RecipeHealth } from '../../api';

/**
 * The fit whose model judges now; null while there is none to look at. A recipe that learns anew still tells of the
 * fit before, which judges nothing any more.
 */
export function fitInUse(recipe: RecipeHealth | undefined): RecipeHealth['fit'] {
  return recipe?.state === 'inspecting' ? recipe.fit : null;
}
