import { EventEmitter } from 'node:events';
import { backbones } from './backbones';
import { Detector, type StoredDetector } from './detectors/detector';
import type { FrameFeatures } from './extractor';
import { fitWindow, type WindowFit } from './fit';
import type { FrameIdentity } from './frame';
import type { FitSummary, RecipePhase, RecipeStatus, StationSettings } from './host/protocol';
import { Lane } from './lane';
import type { ExtractorVersion, RecipePointer, RecipeStore } from './store/recipe-store';
import type { StoredArray } from './store/record';
import { Evaluation, type Judgement, notDecidable } from './verdict';
import type { WindowFrame } from './window';
import type { WindowHead } from './window-head';

interface StoredFrame {
  identity: FrameIdentity;
  /** Value of one code step of the patches. */
  unit: number;
}

interface StoredModel {
  detector: StoredDetector;
  summary: FitSummary;
  window: string;
  extractor: ExtractorVersion;
}

/**
 * One product at one station: collects its window, cleans it, fits its detector and judges frames with it. Every
 * change reaches the store before the next frame is taken.
 */
export class Recipe extends EventEmitter<{ status: [RecipeStatus] }> {
  private phase: RecipePhase = 'collecting';
  private frames: WindowFrame[] = [];
  private detector: Detector | null = null;
  private summary: FitSummary | null = null;
  private notice: string | null = null;
  private pointer: RecipePointer;
  private fitting: Promise<void> | null = null;
  private readonly writes = new Lane();

  private constructor(
    readonly name: string,
    private readonly settings: StationSettings,
    private readonly extractor: ExtractorVersion,
    private readonly store: RecipeStore,
    private readonly head: WindowHead,
  ) {
    super();
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
      recipe.refuse(`what is stored of recipe "${name}" cannot be read: ${sentence(error)}`);
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
      fit: this.summary,
      notice: this.notice,
    };
  }

  get collecting(): boolean {
    return this.phase === 'collecting';
  }

  /** What judges the next frame; null while nothing is fitted. */
  get currentDetector(): Detector | null {
    return this.phase === 'inspecting' ? this.detector : null;
  }

  /**
   * Takes a frame that no detector judged: into the window while collecting.
   * @param preview the picture for the reviewer, JPEG; only used while collecting
   */
  async learn(
    identity: FrameIdentity,
    features: FrameFeatures,
    preview: Uint8Array | null,
  ): Promise<Judgement> {
    switch (this.phase) {
      case 'collecting':
        return this.collect(identity, features, preview ?? new Uint8Array(0));
      case 'refining':
        return learning('learning: the training window is being refined');
      case 'inspecting':
        return learning('learning: the detector became ready after this frame');
      default:
        return notDecidable(this.notice ?? `recipe "${this.name}" has no detector`);
    }
  }

  /** Starts a new window. The model fitted before stays in the store until the new one is fitted. */
  async train(): Promise<void> {
    await this.fitting;
    this.frames = [];
    this.notice = null;
    this.pointer = { ...this.freshPointer(), model: this.pointer.model };
    await this.writes.run(() => this.attempt(() => this.store.writePointer(this.pointer)));
    this.enter('collecting');
  }

  /** Forgets window and model, on disk too. */
  async reset(): Promise<void> {
    await this.fitting;
    await this.writes.run(() => this.attempt(() => this.store.removeAll()));
    this.frames = [];
    this.detector = null;
    this.summary = null;
    this.notice = null;
    this.pointer = this.freshPointer();
    this.enter('collecting');
  }

  async close(): Promise<void> {
    await this.fitting;
    await this.writes.run(() => this.store.close());
  }

  private async load(): Promise<void> {
    const pointer = await this.store.readPointer();
    if (!pointer) return;
    this.pointer = pointer;
    if (!sameExtractor(pointer.extractor, this.extractor)) {
      this.refuse(
        `recipe "${this.name}" was trained with ${describe(pointer.extractor)}, the station now uses ` +
          `${describe(this.extractor)}: set the station back, or send "train" to collect a new window. ` +
          'The stored window and model are kept',
      );
      return;
    }
    if (pointer.model && (await this.loadModel(pointer.model)) === pointer.window) {
      this.phase = 'inspecting';
      return;
    }
    await this.loadWindow(pointer.window);
  }

  /** @returns the window the model was fitted on */
  private async loadModel(name: string): Promise<string> {
    const { meta, arrays } = await this.store.readModel<StoredModel>(name);
    this.detector = Detector.fromStore(meta.detector, arrays);
    this.summary = meta.summary;
    return meta.window;
  }

  private async loadWindow(name: string): Promise<void> {
    const { records, damaged } = await this.store.readWindow<StoredFrame>(name);
    this.frames = records.map(({ meta, arrays }) => toFrame(meta, arrays));
    if (damaged) {
      this.notice =
        `part of the window of recipe "${this.name}" was damaged on disk: ${records.length} frames were saved, ` +
        'the damaged file is kept beside them';
    }
    if (this.frames.length >= this.pointer.windowSize) this.startFit();
  }

  private async collect(
    identity: FrameIdentity,
    features: FrameFeatures,
    preview: Uint8Array,
  ): Promise<Judgement> {
    const frame: WindowFrame = { identity, patches: features.patches, pooled: features.pooled };
    const number = this.frames.push(frame);
    const { window, windowSize } = this.pointer;
    const full = number >= windowSize;
    // Before the first await: the next frame must already find the window full.
    if (full) this.phase = 'refining';
    const { codes, unit } = frame.patches;
    const meta: StoredFrame = { identity, unit };
    const arrays = { codes, pooled: frame.pooled, preview };
    await this.writes.run(() =>
      this.attempt(async () => {
        if (number === 1) await this.store.writePointer(this.pointer);
        await this.store.appendFrame(window, { meta, arrays });
      }),
    );
    if (full) this.startFit();
    else this.announce();
    return learning(`learning: frame ${number} of ${windowSize}`);
  }

  private startFit(): void {
    this.enter('refining');
    this.fitting = this.fit().finally(() => {
      this.fitting = null;
    });
  }

  private async fit(): Promise<void> {
    try {
      const started = performance.now();
      const { patchDims } = backbones[this.settings.backbone];
      const fit = await fitWindow(this.frames, { ...this.settings, patchDims }, this.head);
      const summary = this.summarise(fit, performance.now() - started);
      await this.attempt(() => this.storeFit(fit, summary));
      this.detector = fit.detector;
      this.summary = summary;
      this.frames = [];
      this.enter('inspecting');
    } catch (error) {
      this.refuse(
        `no detector could be fitted for recipe "${this.name}": ${sentence(error)}. ` +
          'The window is kept; send "train" to collect a new one',
      );
      this.announce();
    }
  }

  private async storeFit(fit: WindowFit, summary: FitSummary): Promise<void> {
    const { meta, arrays } = fit.detector.toStore();
    const stored: StoredModel = {
      detector: meta,
      summary,
      window: this.pointer.window,
      extractor: this.extractor,
    };
    const model = await this.store.writeModel({ meta: stored, arrays });
    this.pointer = { ...this.pointer, model };
    await this.store.writePointer(this.pointer);
    await this.store.removeUnused(this.pointer);
  }

  private summarise(fit: WindowFit, milliseconds: number): FitSummary {
    return {
      modelId: fit.detector.id,
      fittedAt: new Date().toISOString(),
      frames: fit.frames.length,
      removed: fit.frames.filter((frame) => !frame.kept).length,
      warnings: fit.warnings,
      falseRejectTarget: this.settings.falseRejectTarget,
      promisedFalseReject: fit.promisedFalseReject,
      milliseconds: Math.round(milliseconds),
    };
  }

  /** A failing disk must not stop the line: it goes on with what is in memory and says so. */
  private async attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.notice =
        `recipe "${this.name}" cannot be stored: ${sentence(error)}. The line goes on, but a restart would ` +
        'lose what is not on disk: check the disk';
      this.announce();
    }
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

function learning(reason: string): Judgement {
  return {
    evaluation: Evaluation.Undefined,
    score: null,
    threshold: null,
    rawScore: null,
    reason,
    modelId: null,
  };
}

function toFrame({ identity, unit }: StoredFrame, arrays: Record<string, StoredArray>): WindowFrame {
  const { codes, pooled } = arrays;
  if (codes instanceof Int16Array && pooled instanceof Float32Array) {
    return { identity, patches: { codes, unit }, pooled };
  }
  throw new Error('a stored frame has no features');
}

function sameExtractor(left: ExtractorVersion, right: ExtractorVersion): boolean {
  return (
    left.backbone === right.backbone &&
    left.graphVersion === right.graphVersion &&
    left.inputSize === right.inputSize &&
    left.region.left === right.region.left &&
    left.region.top === right.region.top &&
    left.region.width === right.region.width &&
    left.region.height === right.region.height
  );
}

function describe({ backbone, graphVersion, inputSize, region }: ExtractorVersion): string {
  const percent = [region.left, region.top, region.width, region.height].map((part) =>
    Math.round(part * 100),
  );
  return `${backbone} version ${graphVersion} at ${inputSize} pixels on the region ${percent.join('/')} %`;
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
