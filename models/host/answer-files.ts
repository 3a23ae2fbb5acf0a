import type { Engine } from '../engine';
import type { FileArgs, FileCallName, FileResult } from '../review/calls';
import type { RecipeShelf } from '../review/recipe-shelf';

type Answers = { [K in FileCallName]: (shelf: RecipeShelf, args: FileArgs<K>) => Promise<FileResult<K>> };

const answers: Answers = {
  renameRecipe: (shelf, { recipe, name }) => shelf.rename(recipe, name),
  duplicateRecipe: (shelf, { recipe, name }) => shelf.duplicate(recipe, name),
  removeRecipe: (shelf, { recipe }) => shelf.remove(recipe),
  async exportRecipe(shelf, { recipe, path }) {
    await shelf.exportTo(recipe, path);
    return null;
  },
  importRecipe: (shelf, { path, name }) => shelf.importFrom(path, name),
};

/** Answers a call about a station's recipes as files. */
export async function answerFiles<K extends FileCallName>(
  engine: Engine,
  call: K,
  args: FileArgs<K>,
): Promise<FileResult<K>> {
  return answers[call](await engine.shelf(args.station), args);
}
