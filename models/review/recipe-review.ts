import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { previewFrame } from '../frame/decode';
import type { WindowHead } from '../learning/window-head';
import type { Recipe } from '../recipe/recipe';
import type { RecipeCommand } from '../recipe/recipe-command';
import type { RecipeStatus } from '../recipe/recipe-status';
import { Refused } from '../refused';
import type { StationSettings } from '../station-settings';
import type { RecipeStore } from '../store/recipe-store';
import type { Feedback } from '../store/reject-log';
import { RejectStore } from '../store/reject-store';
import { Evaluation } from '../verdict';
import { remarkOf } from '../words/remark';
import type { RejectFilter, ReviewArgs, ReviewNews } from './calls';
import { DriftWatch } from './drift-watch';
import { drawPicture } from './picture';
import { type JudgedFrame, type RecentFrames, recentView } from './recent-frames';
import { Refit } from './refit';
import { RejectReview, type WindowNow } from './reject-review';
import { previewThreshold, toAdjustment, windowScores } from './threshold';
import type {
  PictureKind,
  RecentFrame,
  RefitOutcome,
  RejectItem,
  RejectPage,
  ThresholdPreview,
  WindowScores,
  WindowView,
} from './views';
import { WindowChanges, windowNow } from './window-changes';
import { WindowReview } from './window-review';

/** Longer side of the pictures people are shown, pixels. */
export const PICTURE_SIDE = 640;
/** The numbers of a busy line are told at most so often, milliseconds. */
const TELL_MS = 1000;

/** What people see of one recipe, and what they change about it. */
export class RecipeReview extends EventEmitter<{ news: [ReviewNews] }> {
  private readonly windowReview: WindowReview;
  private readonly changes: WindowChanges;
  private readonly rejectReview: RejectReview;
  private readonly drift: DriftWatch;
  private bytes = 0;
  private toldAt = 0;
  private closed = false;
  private phase: RecipeStatus['phase'];

  constructor(
    readonly recipe: Recipe,
    private readonly settings: StationSettings,
    private readonly recentFrames: RecentFrames,
    private readonly store: RecipeStore,
    private readonly head: WindowHead,
  ) {
    super();
    const { rejectLimit: count, rejectMegabytes: megabytes } = settings;
    this.windowReview = new WindowReview(settings, store, head);
    this.rejectReview = new RejectReview(
      settings,
      recipe.extractor,
      new RejectStore(join(store.directory, 'rejects'), { count, megabytes }),
    );
    this.changes = new WindowChanges(
      recipe,
      new Refit(settings, store, head),
      this.windowReview,
      this.rejectReview,
      recentFrames,
    );
    this.changes.on('changed', (view) => {
      if (view === 'window') this.measure().catch(() => undefined);
      this.tell(view);
    });
    this.drift = new DriftWatch(store);
    this.phase = recipe.status.phase;
    recipe.on('status', (status) => this.onStatus(status));
  }

  /** Reads what the store holds beside the model, while the line already runs. */
  async load(): Promise<void> {
    await this.drift.load();
    await this.measure();
  }

  /** @throws Refused when it cannot be done now */
  async command(command: RecipeCommand): Promise<RecipeStatus> {
    if (command === 'reset' && this.recipe.status.refitting)
      throw new Refused('busy', { kind: 'refitting', recipe: this.recipe.name });
    if (command === 'cancel') await this.recipe.cancel();
    this.drift.forget();
    this.recentFrames.forget(this.recipe.name);
    if (command === 'train') await this.recipe.train();
    if (command === 'reset') {
      await this.rejectReview.close();
      await this.recipe.reset();
      await this.rejectReview.forget();
      await this.tell('rejects');
    }
    return this.recipe.status;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.rejectReview.close();
    await this.drift.close();
    await this.recipe.close();
  }

  /** A frame was judged and its answer is on its way. @param preview its picture, when it was drawn already */
  judged(frame: JudgedFrame, preview: Promise<Uint8Array> | null): void {
    if (this.closed) return;
    this.recentFrames.push(frame);
    const { currentFit } = this.recipe;
    if (currentFit) this.drift.judged(currentFit, frame.judgement.rawScore);
    if (frame.judgement.evaluation === Evaluation.NotOK) this.keep(frame, preview);
    else if (Date.now() - this.toldAt > TELL_MS) this.tell(null);
  }

  window(): Promise<WindowView> {
    return this.windowReview.view(this.recipe.model);
  }

  windowPicture({ frame, as }: { frame: number; as: PictureKind }): Promise<Uint8Array> {
    return this.windowReview.picture(this.recipe.model, frame, as);
  }

  choose({ choices }: Pick<ReviewArgs<'choose'>, 'choices'>): Promise<RefitOutcome> {
    return this.changes.choose(choices);
  }

  undo(): Promise<RefitOutcome> {
    return this.changes.undo();
  }

  learn({ rejects }: Pick<ReviewArgs<'learn'>, 'rejects'>): Promise<RefitOutcome> {
    return this.changes.learn(rejects);
  }

  scores(): WindowScores {
    return windowScores(this.recipe.model);
  }

  previewThreshold({ choice }: Pick<ReviewArgs<'previewThreshold'>, 'choice'>): Promise<ThresholdPreview> {
    return previewThreshold(this.recipe.model, choice, this.recentFrames.of(this.recipe.name), this.head);
  }

  async setThreshold({
    choice,
    by,
    note,
  }: Pick<ReviewArgs<'setThreshold'>, 'choice' | 'by' | 'note'>): Promise<WindowScores> {
    await this.recipe.adjust(choice && toAdjustment(this.recipe.model, choice, by, note));
    this.tell('scores');
    return this.scores();
  }

  recent(): RecentFrame[] {
    return this.recentFrames.of(this.recipe.name).reverse().map(recentView);
  }

  async recentPicture({ frame, as }: { frame: string; as: PictureKind }): Promise<Uint8Array> {
    const found = this.recentFrame(frame);
    const preview = await previewFrame(found.image, PICTURE_SIDE);
    const heat = async () => ({ values: found.heat, side: found.side });
    return drawPicture({ preview, heat }, as, this.settings.region);
  }

  rejects(filter: RejectFilter): Promise<RejectPage> {
    return this.rejectReview.list(filter, this.now);
  }

  reject(id: string): Promise<RejectItem> {
    return this.rejectReview.item(id, this.now);
  }

  rejectPicture({ reject, as }: { reject: string; as: PictureKind }): Promise<Uint8Array> {
    return this.rejectReview.picture(reject, as);
  }

  async feedback({
    reject,
    verdict,
    by,
  }: Pick<ReviewArgs<'feedback'>, 'reject' | 'verdict' | 'by'>): Promise<RejectItem> {
    const item = await this.rejectReview.feedback(reject, verdict && feedbackOf(verdict, by), this.now);
    this.tell('rejects');
    return item;
  }

  /** Keeps a frame that passed with the rejects. */
  async miss({ frame, by }: Pick<ReviewArgs<'miss'>, 'frame' | 'by'>): Promise<RejectItem> {
    const found = this.recentFrame(frame);
    if (found.judgement.evaluation === Evaluation.NotOK) throw new Refused('request', { kind: 'no-miss' });
    await this.rejectReview.keep(
      found,
      () => previewFrame(found.image, PICTURE_SIDE),
      feedbackOf('miss', by),
    );
    this.tell('rejects');
    return this.reject(frame);
  }

  private recentFrame(id: string): JudgedFrame {
    const found = this.recentFrames.find(this.recipe.name, id);
    if (found) return found;
    throw new Refused('missing', { kind: 'recent-gone' });
  }

  /** Never fails: what cannot be kept is said. */
  private async keep(frame: JudgedFrame, drawn: Promise<Uint8Array> | null): Promise<void> {
    try {
      await this.rejectReview.keep(frame, () => drawn ?? previewFrame(frame.image, PICTURE_SIDE));
      this.recipe.tellRejectTrouble(null);
    } catch (error) {
      const recipe = this.recipe.name;
      this.recipe.tellRejectTrouble({ kind: 'rejects-not-kept', recipe, error: remarkOf(error) });
    }
    this.tell('rejects');
  }

  private get now(): WindowNow | null {
    return this.recipe.currentFit && windowNow(this.recipe.model);
  }

  private onStatus({ phase }: RecipeStatus): void {
    if (phase === this.phase) return;
    this.phase = phase;
    this.measure().catch(() => undefined);
    for (const view of ['window', 'scores', 'rejects'] as const) this.tell(view);
  }

  private async measure(): Promise<void> {
    this.bytes = await this.store.size();
    await this.tell(null);
  }

  /** Numbers that cannot be read are told the next time. */
  private async tell(changed: ReviewNews['changed']): Promise<void> {
    this.toldAt = Date.now();
    const rejects = await this.rejectReview.size().catch(() => ({ count: 0, megabytes: 0 }));
    const numbers = { drift: this.drift.view, rejects, megabytes: this.bytes / 1e6 };
    if (this.closed) return;
    this.emit('news', { station: this.settings.station, recipe: this.recipe.name, changed, numbers });
  }
}

function feedbackOf(verdict: Feedback['verdict'], by: string): Feedback {
  return { verdict, by, at: new Date().toISOString() };
}
