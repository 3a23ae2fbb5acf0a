import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { LARGEST_FILE } from '../../models/recipe-file/limits';
import type { Overview, RecipeHealth } from './api';
import type { Asked } from './asked';
import { fieldsOf, textIn } from './body';
import { type ExchangeFolder, receive } from './exchange-folder';
import { recipeHealth } from './overview';
import { Refusal } from './refusal';
import type { Router } from './router';

export function recipeRoutes(
  router: Router,
  overview: (asked: Asked) => Overview,
  exchange: ExchangeFolder,
): void {
  for (const command of ['train', 'cancel', 'reset'] as const) {
    router.change(`recipe/${command}`, async (asked, log): Promise<RecipeHealth> => {
      const { station, recipe } = asked;
      const status = await station.command(recipe, command);
      await log({ action: command });
      return recipeHealth(station, status);
    });
  }

  for (const [path, call] of [
    ['recipe/rename', 'renameRecipe'],
    ['recipe/duplicate', 'duplicateRecipe'],
  ] as const) {
    router.change(path, async (asked, log): Promise<Overview> => {
      const { station, recipe } = asked;
      const name = textIn(fieldsOf(asked), 'name');
      station.replaceRecipes(await station.file(call, { station: station.name, recipe, name }));
      await log({ action: path.replace('recipe/', ''), details: [{ kind: 'named', name }] });
      return overview(asked);
    });
  }

  router.change('recipe/delete', async (asked, log): Promise<Overview> => {
    const { station, recipe } = asked;
    if (fieldsOf(asked).confirm !== recipe)
      throw new Refusal(
        400,
        `Confirm with the recipe's name, "${recipe}": window, model and rejects are lost.`,
      );
    station.replaceRecipes(await station.file('removeRecipe', { station: station.name, recipe }));
    await log({ action: 'delete' });
    return overview(asked);
  });

  router.readRaw('recipe/export', ({ station, recipe }, response) =>
    exchange.withFile(async (path) => {
      await station.file('exportRecipe', { station: station.name, recipe, path });
      const { size } = await stat(path);
      response.attachment(`${fileName(station.name)}-${fileName(recipe)}.sroc-recipe`);
      response.set({ 'Content-Type': 'application/octet-stream', 'Content-Length': String(size) });
      await pipeline(createReadStream(path), response);
    }),
  );

  router.change('recipe/import', async (asked, log): Promise<Overview> => {
    const { station, request } = asked;
    if (!request.is('application/octet-stream'))
      throw new Refusal(400, 'The body must be a recipe file, with Content-Type: application/octet-stream.');
    if (Number(request.headers['content-length'] ?? 0) > LARGEST_FILE)
      throw new Refusal(413, { kind: 'upload-too-large' });
    const imported = await exchange.withFile(async (path) => {
      await receive(request, path, LARGEST_FILE);
      return station.file('importRecipe', { station: station.name, path, name: asked.text('recipe') });
    });
    station.replaceRecipes(imported.statuses);
    await log({ action: 'import', details: [{ kind: 'named', name: imported.name }] });
    return overview(asked);
  });
}

/** A name for the browser's downloads folder. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 60);
}
