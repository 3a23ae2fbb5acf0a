import { EventEmitter } from 'node:events';
import type { BackboneName } from './backbones';
import { decodeFrame, previewFrame, UndecodableFrame } from './decode';
import { Extractor } from './extractor';
import type { FrameIdentity, FrameImage } from './frame';
import { drawHeatMap } from './heat-map';
import type { Inspection, RecipeCommand, RecipeStatus, StationSettings } from './host/protocol';
import { Lane } from './lane';
import { Recipe } from './recipe';
import { RecipeStore, stationFolder, storedRecipes } from './store/recipe-store';
import { notDecidable } from './verdict';
import { WindowHead } from './window-head';

/** Longer side of the pictures people are shown, pixels. */
const PICTURE_SIDE = 640;

interface Station {
  settings: StationSettings;
  directory: string;
  extractor: Extractor;
  recipes: Map<string, Promise<Recipe>>;
  /** Answers leave a station in the order its frames came. */
  answers: Lane;
}

/** All stations of one inference process. Frames are decoded side by side and inferred one at a time. */
export class Engine extends EventEmitter<{ status: [RecipeStatus] }> {
  private readonly stations = new Map<string, Promise<Station>>();
  private readonly extractors = new Map<BackboneName, Promise<Extractor>>();
  private readonly inference = new Lane();
  private head: Promise<WindowHead> | null = null;

  /** Opens a station with every recipe its store holds; opening it again takes up the new settings. */
  async open(settings: StationSettings): Promise<RecipeStatus[]> {
    await this.close(settings.station);
    const opening = this.openStation(settings);
    this.stations.set(settings.station, opening);
    // A station that cannot be opened answers every frame with the reason, until it is opened again.
    const station = await opening;
    const recipes = await Promise.all(station.recipes.values());
    return recipes.map((recipe) => recipe.status);
  }

  async close(name: string): Promise<void> {
    const opened = this.stations.get(name);
    this.stations.delete(name);
    const station = await opened?.catch(() => null);
    if (!station) return;
    await station.answers.run(() => undefined);
    for (const recipe of station.recipes.values()) await (await recipe).close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.stations.keys()].map((name) => this.close(name)));
  }

  /** @throws when the station is not open or its backbone cannot be loaded. */
  async inspect(
    name: string,
    identity: FrameIdentity,
    image: FrameImage,
    withPicture: boolean,
  ): Promise<Inspection> {
    const station = await this.station(name);
    const { inputSize, region } = station.settings;
    const decoding = decodeFrame(image, inputSize, region);
    const previewing = withPicture ? previewFrame(image, PICTURE_SIDE) : null;
    const inspection = this.judge(station, identity, image, decoding, previewing);
    return station.answers.run(() => inspection);
  }

  async command(name: string, recipeName: string, command: RecipeCommand): Promise<RecipeStatus> {
    const recipe = await this.recipe(await this.station(name), recipeName);
    if (command === 'train') await recipe.train();
    else await recipe.reset();
    return recipe.status;
  }

  private async judge(
    station: Station,
    identity: FrameIdentity,
    image: FrameImage,
    decoding: ReturnType<typeof decodeFrame>,
    previewing: Promise<Buffer> | null,
  ): Promise<Inspection> {
    // Both are awaited further down; an early failure of one must not count as unhandled.
    previewing?.catch(() => undefined);
    try {
      const decoded = await decoding;
      const recipe = await this.recipe(station, identity.recipe);
      const preview = recipe.collecting ? await (previewing ?? previewFrame(image, PICTURE_SIDE)) : null;
      const { detector, features } = await this.inference.run(async () => {
        const current = recipe.currentDetector;
        const inputs = current?.inputs ?? station.extractor.unfitted;
        return { detector: current, features: await station.extractor.run(decoded, inputs) };
      });
      if (!detector) {
        const judgement = await recipe.learn(identity, features, preview);
        return { judgement, picture: (await previewing) ?? null };
      }
      const { judgement, heat } = detector.assess(features);
      if (!previewing) return { judgement, picture: null };
      const picture = await drawHeatMap(await previewing, heat, features.side, station.settings.region);
      return { judgement, picture };
    } catch (error) {
      if (error instanceof UndecodableFrame) return { judgement: notDecidable(error.message), picture: null };
      throw error;
    }
  }

  private async openStation(settings: StationSettings): Promise<Station> {
    const station: Station = {
      settings,
      directory: stationFolder(settings.storeDirectory, settings.station),
      extractor: await this.extractor(settings.backbone),
      recipes: new Map(),
      answers: new Lane(),
    };
    for (const recipe of await storedRecipes(station.directory)) await this.recipe(station, recipe);
    return station;
  }

  private async station(name: string): Promise<Station> {
    const station = this.stations.get(name);
    if (!station) throw new Error(`station "${name}" is not open`);
    return station;
  }

  private recipe(station: Station, name: string): Promise<Recipe> {
    const known = station.recipes.get(name);
    if (known) return known;
    const opening = this.openRecipe(station, name);
    station.recipes.set(name, opening);
    return opening;
  }

  private async openRecipe(station: Station, name: string): Promise<Recipe> {
    const { settings, extractor, directory } = station;
    this.head ??= WindowHead.load();
    const version = {
      backbone: settings.backbone,
      graphVersion: extractor.graphVersion,
      inputSize: settings.inputSize,
      region: settings.region,
    };
    const recipe = await Recipe.open(
      name,
      settings,
      version,
      new RecipeStore(directory, name),
      await this.head,
    );
    recipe.on('status', (status) => this.emit('status', status));
    return recipe;
  }

  private extractor(backbone: BackboneName): Promise<Extractor> {
    const known = this.extractors.get(backbone);
    if (known) return known;
    const loading = Extractor.load(backbone);
    this.extractors.set(backbone, loading);
    return loading;
  }
}
