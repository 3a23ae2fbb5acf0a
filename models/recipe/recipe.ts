import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Adjustment } from '../adjustment';
import type { Lane } from '../concurrency/lane';
import type { Detector } from '../detectors/detector';
import type { FrameIdentity } from '../frame/frame';
import type { FrameFeatures } from '../frame/frame-features';
import type { ExtractorVersion } from '../inference/extractor-version';
import type { WindowHead } from '../learning/window-head';
import type { Doubt } from '../sanity/doubt';
import type { FrameLook, SeenFrame } from '../sanity/look';
import { Sanity } from '../sanity/sanity';
import type { StationSettings } from '../station-settings';
import type { RecipePointer } from '../store/recipe-pointer';
import type { RecipeStore } from '../store/recipe-store';
import { type Judgement, learning, notDecidable } from '../verdict';
import { type Remark, remarkOf } from '../words/remark';
import { CollectedWindow } from './collected-window';
import type { CurrentModel, Exchange } from './current-model';
import { fitRecipe } from './fit-recipe';
import type { Fitted } from './fitted';
import { FrameDoubts } from './frame-doubts';
import { ModelInUse } from './model-in-use';
import { RecipeDisk } from './recipe-disk';
import type { RecipePhase, RecipeStatus } from './recipe-status';
import { loadRecipe } from './stored-recipe';

/** How long a model waits that could not be stored, milliseconds. */
const STORE_AGAIN_MS = 30_000;

/**
 * One product at one station: collects its window, cleans it, fits its detector and judges frames with it. Every
 * change reaches the store before the next frame is taken.
 *
 * | phase        | frames in memory  | judging | pointer.model    | pointer.before                |
 * | ------------ | ----------------- | ------- | ---------------- | ----------------------------- |
 * | `collecting` | those of the window | null  | null             | where the model of before is  |
 * | `refining`   | the whole window  | null    | null             | as above                      |
 * | `inspecting` | none              | a model | its file, or null while the disk does not take it | undefined once it is stored |
 * | `error`      | what could be read | null   | as it was        | as it was                     |
 *
 * Each window is a round (`ModelInUse.round`): what was begun in an earlier one changes nothing any more.
 */
export class Recipe extends EventEmitter<{ status: [RecipeStatus] }> {
  private phase: RecipePhase = 'collecting';
  private notice: Remark | null = null;
  /** Why rejects cannot be kept, or null. */
  private rejectTrouble: Remark | null = null;
  private readonly disk: RecipeDisk;
  private readonly window: CollectedWindow;
  private readonly doubts: FrameDoubts;
  private readonly inUse: ModelInUse;

  private constructor(
    readonly name: string,
    private readonly settings: StationSettings,
    readonly extractor: ExtractorVersion,
    private readonly store: RecipeStore,
    private readonly head: WindowHead,
  ) {
    super();
    const sanity = new Sanity();
    this.disk = new RecipeDisk(store, () => this.announce());
    this.window = new CollectedWindow(store, sanity);
    this.doubts = new FrameDoubts(sanity, () => this.announce());
    this.inUse = new ModelInUse(this.freshPointer(), this.disk, store, sanity, {
      changed: () => this.announce(),
      missing: () => this.missingModel(),
    });
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
      recipe.refuse(remarkOf(error));
    }
    return recipe;
  }

  get status(): RecipeStatus {
    const { pointer, summary, exchanging } = this.inUse;
    return {
      station: this.settings.station,
      recipe: this.name,
      phase: this.phase,
      collected: this.phase === 'inspecting' ? pointer.windowSize : this.window.frames.length,
      windowSize: pointer.windowSize,
      fit: summary,
      cancellable: !this.inUse.judging && pointer.before !== undefined,
      refitting: exchanging,
      remark: this.disk.trouble ?? this.notice ?? this.rejectTrouble ?? this.doubts.last,
    };
  }

  get collecting(): boolean {
    return this.phase === 'collecting';
  }

  /** What judges the next frame; null while nothing is fitted. */
  get currentDetector(): Detector | null {
    return this.inUse.judging?.fitted.detector ?? null;
  }

  /** As it was fitted; null while nothing judges. */
  get currentFit(): Fitted | null {
    return this.inUse.judging?.automatic ?? null;
  }

  /** Tells people why rejects are not kept; null when they are. */
  tellRejectTrouble(trouble: Remark | null): void {
    if (isDeepStrictEqual(trouble, this.rejectTrouble)) return;
    this.rejectTrouble = trouble;
    this.announce();
  }

  /** Why nothing can be said about the part in this picture, or null; once a frame, before it is judged or learned. */
  doubt(seen: SeenFrame): Doubt | null {
    if (this.phase === 'refining' || this.phase === 'error') return null;
    return this.doubts.check(seen, this.collecting);
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
        return notDecidable('recipe', this.missingModel());
    }
  }

  /** Starts a new window. The model that judges stays in the store until the new one does. */
  async train(): Promise<void> {
    this.begin({ ...this.freshPointer(), before: this.inUse.lastPlace });
    await this.disk.write(() => this.disk.point(this.inUse.pointer));
  }

  /**
   * Goes back to the model that judged before `train`, and to its window and threshold.
   * @throws Refused when there is none, and when it cannot be read; the training goes on then
   */
  async cancel(): Promise<void> {
    await this.inUse.goBack(this.settings.falseRejectTarget, (notice) => {
      this.leaveWindow(notice);
      this.enter('inspecting');
    });
  }

  /** The model that judges and where it is stored. @throws Refused while there is none */
  get model(): CurrentModel {
    return this.inUse.model;
  }

  /**
   * Puts another model of the same window in the place of the one that judges, once it is stored. Inspection goes
   * on meanwhile; when anything fails, or a new window is begun, the model before stays.
   * @param make gives the new model and the pointer that names it; what it writes to the store goes through `write`
   * @returns the models before and after
   */
  exchange(make: (current: CurrentModel, write: Lane) => Promise<Exchange>): Promise<[Fitted, Fitted]> {
    return this.inUse.exchange(make);
  }

  /** Judges by another threshold from now on, after restarts too. @param adjustment null for the automatic one */
  adjust(adjustment: Adjustment | null): Promise<void> {
    return this.inUse.adjust(adjustment);
  }

  /** Forgets window and model, on disk too. */
  async reset(): Promise<void> {
    this.inUse.forget();
    this.begin(this.freshPointer());
    await this.disk.write(() => this.store.removeAll());
  }

  /** A fit under way is dropped; whoever opens the recipe next fits the stored window. */
  async close(): Promise<void> {
    this.inUse.close();
    await this.disk.writes.run(() => this.store.close());
  }

  private begin(pointer: RecipePointer): void {
    this.inUse.begin(pointer);
    this.leaveWindow(null);
    this.window.begin([]);
    this.enter('collecting');
  }

  /** Nothing of the window so far counts any more. */
  private leaveWindow(notice: Remark | null): void {
    this.window.leave();
    this.notice = notice;
    this.doubts.forget();
  }

  private async load(): Promise<void> {
    const loaded = await loadRecipe(this.store, this.extractor, this.settings.falseRejectTarget);
    if (!loaded) return;
    const { pointer, stored, fitted, frames, notice } = loaded;
    this.disk.found(stored);
    this.notice = notice;
    if (fitted) {
      this.inUse.begin(pointer, fitted);
      this.phase = 'inspecting';
      await this.disk.write(() => this.disk.point(pointer));
      return;
    }
    // The window may have been made longer or shorter since its first frame.
    const { windowSize } = this.settings;
    this.inUse.begin(pointer.windowSize === windowSize ? pointer : { ...pointer, windowSize });
    this.window.begin(frames);
    if (frames.length >= windowSize) this.startFit();
  }

  private async collect(
    identity: FrameIdentity,
    features: FrameFeatures,
    look: FrameLook,
    preview: Uint8Array,
  ): Promise<Judgement> {
    const { round, pointer } = this.inUse;
    const { windowSize } = pointer;
    const { patches, pooled } = features;
    const number = this.window.add({ identity, patches, pooled, look }, preview);
    const full = number >= windowSize;
    // Before the first await: the next frame must already find the window full.
    if (full) this.phase = 'refining';
    await this.disk.write(() => this.writeWindow(round));
    if (round !== this.inUse.round) return learning('a new training window was begun');
    if (full) this.startFit();
    else this.announce();
    return learning(`frame ${number} of ${windowSize}`);
  }

  /** The pointer that names the window, and its frames. */
  private async writeWindow(round: number): Promise<void> {
    const { inUse } = this;
    const { pointer } = inUse;
    const goesOn = () => round === inUse.round;
    if (!goesOn()) return;
    await this.disk.point(pointer);
    await this.window.write(pointer.window, goesOn);
  }

  private startFit(): void {
    this.enter('refining');
    const { round } = this.inUse;
    this.fit(round).catch((error: unknown) => {
      if (round !== this.inUse.round) return;
      this.refuse({ kind: 'fit-failed', recipe: this.name, error: remarkOf(error) });
      this.announce();
    });
  }

  private async fit(round: number): Promise<void> {
    // The last frame of the window gets its answer before the processor is busy.
    await nextTurn();
    const fitted = await fitRecipe(this.window.frames, [], this.settings, this.head);
    await this.disk.write(async () => {
      await this.writeWindow(round);
      await this.inUse.keep(fitted, round);
    }, STORE_AGAIN_MS);
    if (round !== this.inUse.round) return;
    this.inUse.use(fitted);
    this.window.fitted();
    this.notice = null;
    this.enter('inspecting');
  }

  private missingModel(): Remark {
    const missing: Remark = { kind: 'no-detector', recipe: this.name };
    return this.phase === 'error' ? (this.notice ?? missing) : missing;
  }

  private refuse(notice: Remark): void {
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
