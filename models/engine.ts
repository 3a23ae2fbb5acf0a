import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { AsyncCache } from './concurrency/async-cache';
import { Lane } from './concurrency/lane';
import { type DecodedFrame, decodeFrame, previewFrame, UndecodableFrame } from './frame/decode';
import type { FrameIdentity, FrameImage, RegionOfInterest } from './frame/frame';
import { drawHeatMap } from './frame/heat-map';
import type { ExtractorVersion } from './inference/extractor-version';
import { InferenceThreads } from './inference/inference-threads';
import { WindowHead } from './learning/window-head';
import { Recipe } from './recipe/recipe';
import type { RecipeCommand } from './recipe/recipe-command';
import type { RecipeStatus } from './recipe/recipe-status';
import { Refused } from './refused';
import type { ReviewNews } from './review/calls';
import { isScored, judgedFrame, RecentFrames } from './review/recent-frames';
import { PICTURE_SIDE, RecipeReview } from './review/recipe-review';
import { RecipeShelf } from './review/recipe-shelf';
import { lookAt } from './sanity/look';
import type { StationSettings } from './station-settings';
import { RecipeStore, stationFolder, storedRecipes } from './store/recipe-store';
import { type Inspection, type Judgement, notDecidable } from './verdict';
import { RemarkError } from './words/remark';

interface Station {
  settings: StationSettings;
  directory: string;
  graphVersion: number;
  recipes: AsyncCache<string, RecipeReview>;
  recent: RecentFrames;
  /** Frames are decoded and inferred side by side, but looked at in the order they came, ... */
  turns: Lane;
  /** ... learned and judged in that order, ... */
  outcomes: Lane;
  /** ... and so do their answers leave. */
  answers: Lane;
  closed: boolean;
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

class TooManyRecipes extends RemarkError {}

/** All stations of one inference process. */
export class Engine extends EventEmitter<{ status: [RecipeStatus]; review: [ReviewNews] }> {
  /** null while a station is being closed. */
  private readonly stations = new Map<string, Promise<Station | null>>();
  private readonly heads = new AsyncCache<'window', WindowHead>();
  private readonly threads = new InferenceThreads();

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

  /**
   * The way of one frame: it is decoded at once. In its turn it is looked at and given to an inference thread, where the
   * next one's turn comes. As an outcome, in the same order, it is learned or judged; as an answer, in the order frames
   * came, it leaves. What takes time and nobody waits for (a reject that is kept) comes after its answer.
   * @throws when the station is not open or its backbone cannot be loaded.
   */
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
    const judging = station.turns
      .run(() => this.takeTurn(station, { resultId, identity, image }, decoding, previewing))
      .then(({ outcome }) => outcome);
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
          return { judgement: notDecidable('recipe', error.remark), picture: null };
        throw error;
      }
    });
  }

  async command(name: string, recipeName: string, command: RecipeCommand): Promise<RecipeStatus> {
    const station = await this.station(name);
    const review = await this.recipe(station, recipeName);
    // What is kept of frames under way must not come back into a recipe that is forgotten.
    return command === 'reset' ? alone(station, () => review.command(command)) : review.command(command);
  }

  /** A recipe, for people who look at it; a new one when there is none of that name. */
  async review(name: string, recipeName: string): Promise<RecipeReview> {
    return this.recipe(await this.station(name), recipeName);
  }

  /** The recipes of a station as files. */
  async shelf(name: string): Promise<RecipeShelf> {
    const station = await this.station(name);
    const { directory, recipes } = station;
    return new RecipeShelf({
      directory,
      recipes,
      alone: (task) => alone(station, task),
      extractor: versionOf(station),
      most: MOST_RECIPES,
      head: () => this.heads.get('window', () => WindowHead.load()),
      open: (recipe) => this.recipe(station, recipe),
    });
  }

  /**
   * Looks at a frame and has it inferred. The next frame's turn comes while this one is inferred, unless it may enter
   * the window: what is kept out of a window depends on what is in it.
   * @returns what becomes of it, in a box, for the turn must not wait for it
   * @throws UndecodableFrame
   */
  private async takeTurn(
    station: Station,
    { resultId, identity, image }: { resultId: string; identity: FrameIdentity; image: FrameImage },
    decoding: Promise<DecodedFrame>,
    previewing: Promise<Buffer> | null,
  ): Promise<{ outcome: Promise<Judged> }> {
    const { outcomes, settings } = station;
    const decoded = await decoding;
    const review = await this.recipe(station, identity.recipe);
    const { recipe } = review;
    const seen = lookAt(decoded);
    const doubt = recipe.doubt(seen);
    const detector = recipe.currentDetector;
    if (doubt) {
      const judgement = notDecidable(doubt.cause, doubt.remark, detector?.id ?? null);
      return { outcome: outcomes.run(() => ({ judgement, heat: null })) };
    }
    const inferring = this.threads.run(settings.backbone, decoded, detector);
    // It is awaited when the frame's outcome is due; one that fails before that must not count as unhandled.
    inferring.catch(() => undefined);
    if (!detector) {
      const preview = recipe.collecting ? await (previewing ?? previewFrame(image, PICTURE_SIDE)) : null;
      const features = await inferring;
      const judgement = await outcomes.run(() => recipe.learn(identity, features, seen.look, preview));
      return { outcome: Promise.resolve({ judgement, heat: null }) };
    }
    const outcome = outcomes.run(async () => {
      const features = await inferring;
      const { judgement, heat } = detector.assess(features);
      const after = () => {
        if (!isScored(judgement)) return;
        const frame = judgedFrame(resultId, identity, image, features, seen.look, judgement, heat);
        review.judged(frame, previewing);
      };
      return { judgement, heat: { values: heat, side: features.side }, after };
    });
    return { outcome };
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
      graphVersion: await this.threads.load(backbone),
      recipes: new AsyncCache(),
      recent: new RecentFrames(),
      turns: new Lane(),
      outcomes: new Lane(),
      answers: new Lane(),
      closed: false,
    };
    for (const recipe of await storedRecipes(station.directory)) await this.recipe(station, recipe);
    return station;
  }

  private async station(name: string): Promise<Station> {
    const station = await this.stations.get(name);
    if (!station) throw new RemarkError({ kind: 'station-not-open', station: name });
    return station;
  }

  private async recipe(station: Station, name: string): Promise<RecipeReview> {
    const { recipes } = station;
    if (!recipes.has(name) && recipes.size >= MOST_RECIPES) {
      throw new TooManyRecipes({ kind: 'too-many-recipes', recipe: name, most: MOST_RECIPES });
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

function versionOf({ settings, graphVersion }: Station): ExtractorVersion {
  const { backbone, inputSize, region } = settings;
  return { backbone, graphVersion, inputSize, region };
}

async function paint(preview: Buffer, heat: Judged['heat'], region: RegionOfInterest): Promise<Buffer> {
  return heat ? drawHeatMap(preview, heat.values, heat.side, region) : preview;
}

/**
 * Runs a task while no frame of the station is looked at, judged or kept; those that come meanwhile wait.
 * @throws Refused when the station was closed or opened anew meanwhile: its files are others' now
 */
function alone<T>(station: Station, task: () => Promise<T>): Promise<T> {
  const { turns, outcomes, answers } = station;
  // At once: an answer that is asked for later may belong to a frame whose turn comes after this.
  const answered = answers.run(() => undefined);
  return turns.run(async () => {
    await outcomes.run(() => undefined);
    await answered;
    // What an answer leaves for afterwards.
    await nextTurn();
    if (station.closed)
      throw new Refused('busy', { kind: 'station-not-open', station: station.settings.station });
    return task();
  });
}

/** Waits for the answers and changes under way. A station that could not be opened has nothing to close. */
async function closeStation(opened: Promise<Station | null> | undefined): Promise<null> {
  const station = await opened?.catch(() => null);
  if (!station) return null;
  station.closed = true;
  await station.answers.run(() => undefined);
  await station.turns.run(() => undefined);
  for (const review of await station.recipes.values()) await review.close();
  return null;
}
