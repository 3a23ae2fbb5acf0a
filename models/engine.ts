import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { AsyncCache } from './async-cache';
import type { BackboneName } from './backbones';
import { type DecodedFrame, decodeFrame, previewFrame, UndecodableFrame } from './decode';
import { Extractor } from './extractor';
import type { ExtractorVersion } from './extractor-version';
import type { FrameIdentity, FrameImage, RegionOfInterest } from './frame';
import { drawHeatMap } from './heat-map';
import type { Inspection, RecipeCommand, StationSettings } from './host/protocol';
import { Lane } from './lane';
import { Recipe } from './recipe';
import type { RecipeStatus } from './recipe-status';
import type { ReviewNews } from './review/calls';
import { isScored, judgedFrame, RecentFrames } from './review/recent-frames';
import { PICTURE_SIDE, RecipeReview } from './review/recipe-review';
import { RecipeShelf } from './review/recipe-shelf';
import { lookAt } from './sanity/look';
import { RecipeStore, stationFolder, storedRecipes } from './store/recipe-store';
import { type Judgement, notDecidable } from './verdict';
import { WindowHead } from './window-head';

interface Station {
  settings: StationSettings;
  directory: string;
  extractor: Extractor;
  recipes: AsyncCache<string, RecipeReview>;
  recent: RecentFrames;
  /** Frames are decoded side by side, but enter the window and are judged in the order they came, ... */
  turns: Lane;
  /** ... and so do their answers leave, while the next frame is judged. */
  answers: Lane;
}

interface Judged {
  judgement: Judgement;
  /** Anomaly map, `side` x `side`; null when no detector scored the frame. */
  heat: { values: Float32Array; side: number } | null;
  /** To be called when the answer has left. */
  after?: () => void;
}

/** A field that changes with every part (a serial number) must not become a training window each. */
const MOST_RECIPES = 100;

class TooManyRecipes extends Error {}

/** All stations of one inference process. Frames are decoded side by side and inferred one at a time. */
export class Engine extends EventEmitter<{ status: [RecipeStatus]; review: [ReviewNews] }> {
  /** null while a station is being closed. */
  private readonly stations = new Map<string, Promise<Station | null>>();
  private readonly extractors = new AsyncCache<BackboneName, Extractor>();
  private readonly heads = new AsyncCache<'window', WindowHead>();
  private readonly inference = new Lane();

  /**
   * Opens a station with every recipe its store holds; opening it again takes up the new settings. Frames that
   * come meanwhile wait. A station that cannot be opened answers every frame with the reason.
   */
  async open(settings: StationSettings): Promise<RecipeStatus[]> {
    const opening = this.replaceStation(this.stations.get(settings.station), settings);
    this.stations.set(settings.station, opening);
    const { recipes } = await opening;
    return (await recipes.values()).map(({ recipe }) => recipe.status);
  }

  async close(name: string): Promise<void> {
    const closing = closeStation(this.stations.get(name));
    this.stations.set(name, closing);
    await closing;
    if (this.stations.get(name) === closing) this.stations.delete(name);
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
    resultId: string = randomUUID(),
  ): Promise<Inspection> {
    const station = await this.station(name);
    const { inputSize, region } = station.settings;
    const decoding = decodeFrame(image, inputSize, region);
    const previewing = withPicture ? previewFrame(image, PICTURE_SIDE) : null;
    const judging = station.turns.run(() =>
      this.judge(station, { resultId, identity, image }, decoding, previewing),
    );
    // Each is awaited when the frame's turn comes; one that fails before that must not count as unhandled.
    for (const early of [decoding, previewing, judging]) early?.catch(() => undefined);
    return station.answers.run(async () => {
      try {
        const { judgement, heat, after } = await judging;
        if (after) setImmediate(after);
        return { judgement, picture: previewing && (await paint(await previewing, heat, region)) };
      } catch (error) {
        if (error instanceof UndecodableFrame)
          return { judgement: notDecidable('undecodable', error.message), picture: null };
        if (error instanceof TooManyRecipes)
          return { judgement: notDecidable('recipe', error.message), picture: null };
        throw error;
      }
    });
  }

  async command(name: string, recipeName: string, command: RecipeCommand): Promise<RecipeStatus> {
    return (await this.review(name, recipeName)).command(command);
  }

  /** A recipe, for people who look at it; a new one when there is none of that name. */
  async review(name: string, recipeName: string): Promise<RecipeReview> {
    return this.recipe(await this.station(name), recipeName);
  }

  /** The recipes of a station as files. */
  async shelf(name: string): Promise<RecipeShelf> {
    const station = await this.station(name);
    const { directory, recipes, turns } = station;
    return new RecipeShelf({
      directory,
      recipes,
      turns,
      extractor: versionOf(station),
      most: MOST_RECIPES,
      head: () => this.heads.get('window', () => WindowHead.load()),
      open: (recipe) => this.recipe(station, recipe),
    });
  }

  /** @throws UndecodableFrame */
  private async judge(
    station: Station,
    { resultId, identity, image }: { resultId: string; identity: FrameIdentity; image: FrameImage },
    decoding: Promise<DecodedFrame>,
    previewing: Promise<Buffer> | null,
  ): Promise<Judged> {
    const decoded = await decoding;
    const review = await this.recipe(station, identity.recipe);
    const { recipe } = review;
    const seen = lookAt(decoded);
    const doubt = recipe.doubt(seen);
    if (doubt) {
      const modelId = recipe.currentDetector?.id ?? null;
      return { judgement: notDecidable(doubt.cause, doubt.reason, modelId), heat: null };
    }
    const preview = recipe.collecting ? await (previewing ?? previewFrame(image, PICTURE_SIDE)) : null;
    const { detector, features } = await this.inference.run(async () => {
      const current = recipe.currentDetector;
      const inputs = current?.inputs ?? station.extractor.unfitted;
      return { detector: current, features: await station.extractor.run(decoded, inputs) };
    });
    if (!detector)
      return { judgement: await recipe.learn(identity, features, seen.look, preview), heat: null };
    const { judgement, heat } = detector.assess(features);
    const after = () => {
      if (!isScored(judgement)) return;
      const frame = judgedFrame(resultId, identity, image, features, seen.look, judgement, heat);
      review.judged(frame, previewing);
    };
    return { judgement, heat: { values: heat, side: features.side }, after };
  }

  private async replaceStation(
    before: Promise<Station | null> | undefined,
    settings: StationSettings,
  ): Promise<Station> {
    const old = await before?.catch(() => null);
    if (old && isDeepStrictEqual(old.settings, settings)) return old;
    await closeStation(before);
    return this.openStation(settings);
  }

  private async openStation(settings: StationSettings): Promise<Station> {
    const { backbone } = settings;
    const station: Station = {
      settings,
      directory: stationFolder(settings.storeDirectory, settings.station),
      extractor: await this.extractors.get(backbone, () => Extractor.load(backbone)),
      recipes: new AsyncCache(),
      recent: new RecentFrames(),
      turns: new Lane(),
      answers: new Lane(),
    };
    for (const recipe of await storedRecipes(station.directory)) await this.recipe(station, recipe);
    return station;
  }

  private async station(name: string): Promise<Station> {
    const station = await this.stations.get(name);
    if (!station) throw new Error(`station "${name}" is not open`);
    return station;
  }

  private async recipe(station: Station, name: string): Promise<RecipeReview> {
    const { recipes } = station;
    if (!recipes.has(name) && recipes.size >= MOST_RECIPES) {
      throw new TooManyRecipes(
        `recipe "${name}" would be more than the ${MOST_RECIPES} a station may have: does msg.recipe hold something ` +
          'that changes with every part?',
      );
    }
    return recipes.get(name, () => this.openRecipe(station, name));
  }

  private async openRecipe(station: Station, name: string): Promise<RecipeReview> {
    const { settings, directory, recent } = station;
    const store = new RecipeStore(directory, name);
    const head = await this.heads.get('window', () => WindowHead.load());
    const recipe = await Recipe.open(name, settings, versionOf(station), store, head);
    recipe.on('status', (status) => this.emit('status', status));
    this.emit('status', recipe.status);
    const review = new RecipeReview(recipe, settings, recent, store, head);
    review.on('news', (news) => this.emit('review', news));
    review.load().catch(() => undefined);
    return review;
  }
}

function versionOf({ settings, extractor }: Station): ExtractorVersion {
  const { backbone, inputSize, region } = settings;
  return { backbone, graphVersion: extractor.graphVersion, inputSize, region };
}

async function paint(preview: Buffer, heat: Judged['heat'], region: RegionOfInterest): Promise<Buffer> {
  return heat ? drawHeatMap(preview, heat.values, heat.side, region) : preview;
}

/** Waits for the answers under way. A station that could not be opened has nothing to close. */
async function closeStation(opened: Promise<Station | null> | undefined): Promise<null> {
  const station = await opened?.catch(() => null);
  if (!station) return null;
  await station.answers.run(() => undefined);
  for (const review of await station.recipes.values()) await review.close();
  return null;
}
