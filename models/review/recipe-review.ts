import { EventEmitter } from 'node:events';
import { previewFrame } from '../decode';
import type { StationSettings } from '../host/protocol';
import type { Lane } from '../lane';
import type { CurrentModel, Exchange, Recipe } from '../recipe';
import { Refused } from '../refused';
import type { RecipeStore } from '../store/recipe-store';
import type { WindowHead } from '../window-head';
import type { ReviewArgs, ReviewNews } from './calls';
import { drawPicture } from './picture';
import { type RecentFrames, recentView } from './recent-frames';
import { Refit, sideOf } from './refit';
import { previewThreshold, toAdjustment, windowScores } from './threshold';
import type {
  PictureKind,
  RecentFrame,
  RefitOutcome,
  ThresholdPreview,
  WindowScores,
  WindowView,
} from './views';
import { WindowReview } from './window-review';

/** Longer side of the pictures people are shown, pixels. */
export const PICTURE_SIDE = 640;

/** What people see of one recipe, and what they change about it. */
export class RecipeReview extends EventEmitter<{ news: [ReviewNews] }> {
  private readonly windowReview: WindowReview;
  private readonly refit: Refit;

  constructor(
    readonly recipe: Recipe,
    private readonly settings: StationSettings,
    private readonly recentFrames: RecentFrames,
    store: RecipeStore,
    private readonly head: WindowHead,
  ) {
    super();
    this.windowReview = new WindowReview(settings, store, head);
    this.refit = new Refit(settings, store, head);
  }

  window(): Promise<WindowView> {
    return this.windowReview.view(this.recipe.model);
  }

  windowPicture({ frame, as }: { frame: number; as: PictureKind }): Promise<Uint8Array> {
    return this.windowReview.picture(this.recipe.model, frame, as);
  }

  /** Refits with what a person decided; what was decided before stays. */
  choose({ choices }: Pick<ReviewArgs<'choose'>, 'choices'>): Promise<RefitOutcome> {
    return this.exchange((current, write) => {
      const chosen = current.fitted.frames.map(({ choice }) => choice);
      for (const { frame, choice } of choices) {
        if (frame >= chosen.length) throw new Refused('missing', `the window has no frame ${frame}`);
        chosen[frame] = choice;
      }
      return this.refit.fit(current, chosen, [], write);
    });
  }

  undo(): Promise<RefitOutcome> {
    return this.exchange((current) => this.refit.undo(current));
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
    const found = this.recentFrames.find(this.recipe.name, frame);
    if (!found) throw new Refused('missing', 'this frame is not among the last ones any more');
    const preview = await previewFrame(found.image, PICTURE_SIDE);
    const heat = async () => ({ values: found.heat, side: found.side });
    return drawPicture({ preview, heat }, as, this.settings.region);
  }

  private async exchange(
    make: (current: CurrentModel, write: Lane) => Promise<Exchange>,
  ): Promise<RefitOutcome> {
    const [before, after] = await this.recipe.exchange(make);
    this.tell('window');
    this.tell('scores');
    return {
      before: sideOf(before),
      after: sideOf(after),
      recent: await this.refit.flips(before, after, this.recentFrames.of(this.recipe.name)),
      window: await this.window(),
    };
  }

  private tell(changed: ReviewNews['changed']): void {
    this.emit('news', { station: this.settings.station, recipe: this.recipe.name, changed });
  }
}
