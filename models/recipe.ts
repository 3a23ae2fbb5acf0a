import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Adjustment, adjusted } from './adjustment';
import type { Detector } from './detectors/detector';
import type { FrameFeatures } from './extractor';
import type { ExtractorVersion } from './extractor-version';
import { fitRecipe, looksOf } from './fit-recipe';
import type { Fitted } from './fitted';
import type { FrameIdentity } from './frame';
import type { StationSettings } from './host/protocol';
import type { Lane } from './lane';
import { RecipeDisk } from './recipe-disk';
import type { RecipePhase, RecipeStatus } from './recipe-status';
import { Refused } from './refused';
import type { Doubt } from './sanity/doubt';
import type { FrameLook, SeenFrame } from './sanity/look';
import { Sanity } from './sanity/sanity';
import { sentence } from './sentence';
import type { RecipePointer } from './store/recipe-pointer';
import type { RecipeStore } from './store/recipe-store';
import { frameRecord, loadRecipe, modelRecord } from './stored-recipe';
import { type Judgement, learning, notDecidable } from './verdict';
import type { WindowFrame } from './window';
import type { WindowHead } from './window-head';

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

/** How long a model waits that could not be stored, milliseconds. */
const STORE_AGAIN_MS = 30_000;

/**
 * One product at one station: collects its window, cleans it, fits its detector and judges frames with it. Every
 * change reaches the store before the next frame is taken.
 */
export class Recipe extends EventEmitter<{ status: [RecipeStatus] }> {
  private phase: RecipePhase = 'collecting';
  private frames: WindowFrame[] = [];
  /** As it was fitted, for the target of the settings, ... */
  private automatic: Fitted | null = null;
  /** ... and with the threshold that a person chose: what judges. */
  private fitted: Fitted | null = null;
  private refitting = false;
  private notice: string | null = null;
  /** Why rejects cannot be kept, or null. */
  private rejectTrouble: string | null = null;
  /** Why the last frame was not taken, or null when it was. */
  private doubted: string | null = null;
  private pointer: RecipePointer;
  /** Rises when a window begins or the recipe closes: what was begun before it must change nothing any more. */
  private round = 0;
  private readonly disk: RecipeDisk;
  private readonly sanity = new Sanity();

  private constructor(
    readonly name: string,
    private readonly settings: StationSettings,
    private readonly extractor: ExtractorVersion,
    private readonly store: RecipeStore,
    private readonly head: WindowHead,
  ) {
    super();
    this.disk = new RecipeDisk(store, () => this.announce());
    this.pointer = this.freshPointer();
  }

  /** Takes up what the store holds: a half-filled window, a model, or both. */
  static async open(
    name: string,
    settings: StationSettings,
    extractor: ExtractorVersion,
    store: RecipeStore,
    head: WindowHead,
  ): Promise<Recipe> {
    const recipe = new Recipe(name, settings, extractor, store, head);
    try {
      await recipe.load();
    } catch (error) {
      recipe.refuse(sentence(error));
    }
    return recipe;
  }

  get status(): RecipeStatus {
    return {
      station: this.settings.station,
      recipe: this.name,
      phase: this.phase,
      collected: this.phase === 'inspecting' ? this.pointer.windowSize : this.frames.length,
      windowSize: this.pointer.windowSize,
      fit: this.fitted?.summary ?? null,
      refitting: this.refitting,
      notice: this.disk.trouble ?? this.notice ?? this.rejectTrouble ?? this.doubted,
    };
  }

  get collecting(): boolean {
    return this.phase === 'collecting';
  }

  /** What judges the next frame; null while nothing is fitted. */
  get currentDetector(): Detector | null {
    return this.phase === 'inspecting' ? (this.fitted?.detector ?? null) : null;
  }

  /** As it was fitted; null while nothing judges. */
  get currentFit(): Fitted | null {
    return this.phase === 'inspecting' ? this.automatic : null;
  }

  /** Tells people why rejects are not kept; null when they are. */
  tellRejectTrouble(trouble: string | null): void {
    if (trouble === this.rejectTrouble) return;
    this.rejectTrouble = trouble;
    this.announce();
  }

  /** Why nothing can be said about the part in this picture, or null; once a frame, before it is judged or learned. */
  doubt(seen: SeenFrame): Doubt | null {
    if (this.phase === 'refining' || this.phase === 'error') return null;
    const doubt = this.sanity.check(seen);
    const doubted = doubt && (this.collecting ? `kept out of the window: ${doubt.reason}` : doubt.reason);
    if (doubted !== this.doubted) {
      this.doubted = doubted;
      this.announce();
    }
    return doubt;
  }

  /**
   * Takes a frame that no detector judged: into the window while collecting.
   * @param preview the picture for the reviewer, JPEG; only used while collecting
   */
  async learn(
    identity: FrameIdentity,
    features: FrameFeatures,
    look: FrameLook,
    preview: Uint8Array | null,
  ): Promise<Judgement> {
    switch (this.phase) {
      case 'collecting':
        return this.collect(identity, features, look, preview ?? new Uint8Array(0));
      case 'refining':
        return learning('the training window is being refined');
      case 'inspecting':
        return learning('the detector became ready after this frame');
      default:
        return notDecidable('recipe', this.notice ?? `recipe "${this.name}" has no detector`);
    }
  }

  /** Starts a new window. The model fitted before stays in the store until the new one is fitted. */
  async train(): Promise<void> {
    this.begin({ ...this.freshPointer(), model: this.pointer.model });
    await this.disk.write(() => this.disk.point(this.pointer));
  }

  /** The model that judges and where it is stored. @throws Refused while there is none */
  get model(): CurrentModel {
    if (this.phase === 'inspecting' && this.fitted && this.automatic)
      return { automatic: this.automatic, fitted: this.fitted, pointer: this.pointer };
    const missing = `recipe "${this.name}" has no detector yet: its window is not full and refined`;
    throw new Refused('busy', this.phase === 'error' ? (this.notice ?? missing) : missing);
  }

  /**
   * Puts another model of the same window in the place of the one that judges, once it is stored. Inspection goes
   * on meanwhile; when anything fails, or a new window is begun, the model before stays.
   * @param make gives the new model and the pointer that names it; what it writes to the store goes through `write`
   * @returns the models before and after
   */
  async exchange(make: (current: CurrentModel, write: Lane) => Promise<Exchange>): Promise<[Fitted, Fitted]> {
    const before = this.model;
    if (this.refitting)
      throw new Refused('busy', `recipe "${this.name}" is being refitted; wait until it is done`);
    const { round } = this;
    this.refitting = true;
    this.announce();
    try {
      const { automatic, pointer } = await make(before, this.disk.writes);
      await this.disk.writes.run(async () => {
        // A threshold may have been chosen meanwhile.
        await this.point({ ...pointer, adjustment: this.pointer.adjustment }, automatic, round);
        await this.store.removeUnused(this.pointer);
      });
      return [before.fitted, adjusted(automatic, this.pointer.adjustment ?? null)];
    } finally {
      this.refitting = false;
      this.announce();
    }
  }

  /** Judges by another threshold from now on, after restarts too. @param adjustment null for the automatic one */
  async adjust(adjustment: Adjustment | null): Promise<void> {
    const { round } = this;
    await this.disk.writes.run(async () => {
      const { automatic, pointer } = this.model;
      await this.point({ ...pointer, adjustment: adjustment ?? undefined }, automatic, round);
    });
    this.announce();
  }

  /** Forgets window and model, on disk too. */
  async reset(): Promise<void> {
    this.automatic = null;
    this.fitted = null;
    this.begin(this.freshPointer());
    await this.disk.write(() => this.store.removeAll());
  }

  /** A fit under way is dropped; whoever opens the recipe next fits the stored window. */
  async close(): Promise<void> {
    this.round++;
    await this.disk.writes.run(() => this.store.close());
  }

  private begin(pointer: RecipePointer): void {
    this.round++;
    this.pointer = pointer;
    this.frames = [];
    this.notice = null;
    this.doubted = null;
    this.sanity.collect([]);
    this.enter('collecting');
  }

  private async load(): Promise<void> {
    const loaded = await loadRecipe(this.store, this.extractor, this.settings.falseRejectTarget);
    if (!loaded) return;
    const { pointer, fitted, frames, notice } = loaded;
    this.disk.found(pointer);
    this.notice = notice;
    if (fitted) {
      this.pointer = pointer;
      this.use(fitted);
      this.phase = 'inspecting';
      return;
    }
    // The window may have been made longer or shorter since its first frame.
    const { windowSize } = this.settings;
    this.pointer = pointer.windowSize === windowSize ? pointer : { ...pointer, windowSize };
    this.frames = frames;
    this.sanity.collect(looksOf(frames));
    if (frames.length >= windowSize) this.startFit();
  }

  private async collect(
    identity: FrameIdentity,
    features: FrameFeatures,
    look: FrameLook,
    preview: Uint8Array,
  ): Promise<Judgement> {
    const { round } = this;
    const { window, windowSize } = this.pointer;
    const frame: WindowFrame = { identity, patches: features.patches, pooled: features.pooled, look };
    const number = this.frames.push(frame);
    this.sanity.collected(look);
    const full = number >= windowSize;
    // Before the first await: the next frame must already find the window full.
    if (full) this.phase = 'refining';
    await this.disk.write(async () => {
      if (round !== this.round) return;
      await this.disk.point(this.pointer);
      await this.store.appendFrame(window, frameRecord(frame, preview));
    });
    if (round !== this.round) return learning('a new training window was begun');
    if (full) this.startFit();
    else this.announce();
    return learning(`frame ${number} of ${windowSize}`);
  }

  private startFit(): void {
    this.enter('refining');
    const { round } = this;
    this.fit(round).catch((error: unknown) => {
      if (round !== this.round) return;
      this.refuse(
        `no detector could be fitted for recipe "${this.name}": ${sentence(error)}. ` +
          'The window is kept; send "train" to collect a new one',
      );
      this.announce();
    });
  }

  private async fit(round: number): Promise<void> {
    // The last frame of the window gets its answer before the processor is busy.
    await nextTurn();
    const fitted = await fitRecipe(this.frames, [], this.settings, this.head);
    await this.disk.write(() => this.storeFit(round, fitted), STORE_AGAIN_MS);
    if (round !== this.round) return;
    this.use(fitted);
    this.frames = [];
    this.notice = null;
    this.enter('inspecting');
  }

  /** Stores which model judges, and lets it judge. @throws when that cannot be stored; nothing is changed then */
  private async point(pointer: RecipePointer, automatic: Fitted, round: number): Promise<void> {
    const tooLate = () => {
      if (round !== this.round)
        throw new Refused('busy', `recipe "${this.name}" began a new window meanwhile: nothing was changed`);
    };
    tooLate();
    await this.disk.point(pointer);
    // The new window's own pointer is written next.
    tooLate();
    this.pointer = pointer;
    this.use(automatic);
  }

  private use(automatic: Fitted): void {
    this.automatic = automatic;
    this.fitted = adjusted(automatic, this.pointer.adjustment ?? null);
    this.sanity.inspect(automatic.look);
  }

  private async storeFit(round: number, fitted: Fitted): Promise<void> {
    if (round !== this.round) return;
    // When the disk has room again, a person may have put another model in this one's place.
    if (this.phase === 'inspecting' && this.automatic !== fitted) return;
    const model = await this.store.writeModel(modelRecord(fitted, this.pointer));
    if (round !== this.round) return;
    this.pointer = { ...this.pointer, model };
    await this.disk.point(this.pointer);
    await this.store.removeUnused(this.pointer);
  }

  private refuse(notice: string): void {
    this.notice = notice;
    this.phase = 'error';
  }

  private enter(phase: RecipePhase): void {
    this.phase = phase;
    this.announce();
  }

  private announce(): void {
    this.emit('status', this.status);
  }

  private freshPointer(): RecipePointer {
    return {
      format: 1,
      recipe: this.name,
      extractor: this.extractor,
      windowSize: this.settings.windowSize,
      window: this.store.newWindowName(),
      model: null,
    };
  }
}
