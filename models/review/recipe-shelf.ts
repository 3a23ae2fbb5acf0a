import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AsyncCache } from '../concurrency/async-cache';
import type { ExtractorVersion } from '../inference/extractor-version';
import type { WindowHead } from '../learning/window-head';
import type { RecipeStatus } from '../recipe/recipe-status';
import { checkRecipeFile } from '../recipe-file/check';
import { isRecipeName } from '../recipe-file/header';
import { readRecipeFile } from '../recipe-file/read';
import { unpackRecipe } from '../recipe-file/unpack';
import { writeRecipeFile } from '../recipe-file/write';
import { Refused } from '../refused';
import { copyFileWhole, renameFolder, unfinishedName } from '../store/atomic-file';
import { folderName } from '../store/folder-name';
import { writePointer } from '../store/recipe-pointer';
import { RecipeStore } from '../store/recipe-store';
import type { RecipeReview } from './recipe-review';

/** What the shelf needs of its station. */
export interface ShelfStation {
  directory: string;
  extractor: ExtractorVersion;
  recipes: AsyncCache<string, RecipeReview>;
  /** Runs a task while no frame is looked at or judged, so that none meets a recipe whose files are being moved. */
  alone: <T>(task: () => Promise<T>) => Promise<T>;
  most: number;
  head: () => Promise<WindowHead>;
  open: (recipe: string) => Promise<RecipeReview>;
}

/** The recipes of one station as files: renamed, copied, removed, carried away and brought in. */
export class RecipeShelf {
  constructor(private readonly station: ShelfStation) {}

  async rename(recipe: string, name: string): Promise<RecipeStatus[]> {
    const { directory, alone } = this.station;
    await alone(async () => {
      const { pointer } = (await this.find(recipe)).recipe.model;
      await this.makeFree(name);
      await this.take(recipe);
      const folder = join(directory, folderName(recipe));
      // The name first: should the machine stop here, the folder gets its name when the station opens again.
      await writePointer(folder, { ...pointer, recipe: name });
      await renameFolder(folder, join(directory, folderName(name)));
      await this.station.open(name);
    });
    return this.statuses();
  }

  /** Model and window, without rejects. */
  async duplicate(recipe: string, name: string): Promise<RecipeStatus[]> {
    const { directory } = this.station;
    const { recipe: original } = await this.find(recipe);
    const { pointer } = original.model;
    const from = join(directory, folderName(recipe));
    const copyFiles = async (folder: string) => {
      for (const file of [pointer.window, pointer.model ?? ''])
        await copyFileWhole(join(from, file), join(folder, file));
    };
    await this.place(name, async (folder) => {
      const failure = await copyFiles(folder).catch((error: unknown) => error);
      // A refit replaces files, so that what was copied may not belong together, or was gone.
      if (original.model.pointer !== pointer) throw new Refused('busy', { kind: 'copy-changed', recipe });
      if (failure) throw failure;
      await writePointer(folder, { ...pointer, recipe: name, earlier: [] });
    });
    return this.statuses();
  }

  /** Window, models and rejects are gone for good. */
  async remove(recipe: string): Promise<RecipeStatus[]> {
    await this.station.alone(async () => {
      await this.find(recipe);
      await this.take(recipe);
      await new RecipeStore(this.station.directory, recipe).removeAll();
    });
    return this.statuses();
  }

  /** @param path of a file that is not there yet */
  async exportTo(recipe: string, path: string): Promise<void> {
    const { model } = (await this.find(recipe)).recipe;
    await mkdir(join(path, '..'), { recursive: true });
    await writeRecipeFile(path, new RecipeStore(this.station.directory, recipe), model);
  }

  /**
   * Everything in the file is checked before anything is written; the line goes on meanwhile.
   * @param name '' for the name in the file
   * @returns the name it got
   */
  async importFrom(path: string, name: string): Promise<{ name: string; statuses: RecipeStatus[] }> {
    const { extractor } = this.station;
    const head = await this.station.head();
    const inFile = await readRecipeFile(path, async (file) => {
      await checkRecipeFile(file, extractor, head);
      return file.header.recipe;
    });
    const own = name || inFile;
    await this.place(own, (folder) => readRecipeFile(path, (file) => unpackRecipe(file, folder, own)));
    return { name: own, statuses: await this.statuses() };
  }

  /**
   * Puts a recipe together in a folder beside the others, while the line goes on, and then gives it its name at once.
   * @throws Refused when the name is taken
   */
  private async place(name: string, build: (folder: string) => Promise<void>): Promise<void> {
    const { directory, alone, open } = this.station;
    await this.checkFree(name);
    const unfinished = join(directory, unfinishedName());
    try {
      await mkdir(unfinished, { recursive: true });
      await build(unfinished);
      await alone(async () => {
        await this.makeFree(name);
        await renameFolder(unfinished, join(directory, folderName(name)));
        await open(name);
      });
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
  }

  private async statuses(): Promise<RecipeStatus[]> {
    return (await this.station.recipes.values()).map(({ recipe }) => recipe.status);
  }

  private async find(recipe: string): Promise<RecipeReview> {
    if (this.station.recipes.has(recipe)) return this.station.open(recipe);
    throw new Refused('missing', { kind: 'no-recipe', recipe });
  }

  /** Closes a recipe; whoever asks for it next opens it anew from its files. */
  private async take(recipe: string): Promise<void> {
    const review = await this.find(recipe);
    if (review.recipe.status.refitting) throw new Refused('busy', { kind: 'refitting', recipe });
    this.station.recipes.delete(recipe);
    await review.close();
  }

  /** A recipe that has learned nothing yet gives its name away. @throws Refused when the name is taken */
  private async makeFree(name: string): Promise<void> {
    await this.checkFree(name);
    if (!this.station.recipes.has(name)) return;
    await this.take(name);
    await rm(join(this.station.directory, folderName(name)), { recursive: true, force: true });
  }

  /** @throws Refused when the name is no name, or taken by a recipe that has learned something */
  private async checkFree(name: string): Promise<void> {
    if (!isRecipeName(name)) throw new Refused('request', { kind: 'bad-name' });
    const { recipes, directory, most } = this.station;
    if (recipes.has(name)) {
      const { phase, collected, fit, cancellable } = (await this.find(name)).recipe.status;
      if (phase !== 'collecting' || collected > 0 || fit || cancellable)
        throw new Refused('request', { kind: 'name-taken', recipe: name });
      return;
    }
    if (recipes.size >= most) throw new Refused('request', { kind: 'shelf-full', most });
    if (await stat(join(directory, folderName(name))).catch(() => null))
      throw new Refused('request', { kind: 'name-in-store', recipe: name });
  }
}
