import type { Adjustment } from '../adjustment';
import type { Lane } from '../concurrency/lane';
import { Refused } from '../refused';
import type { Sanity } from '../sanity/sanity';
import type { ModelPlace, RecipePointer } from '../store/recipe-pointer';
import type { RecipeStore } from '../store/recipe-store';
import type { Remark } from '../words/remark';
import { adjusted } from './adjusted';
import type { CurrentModel, Exchange } from './current-model';
import type { Fitted } from './fitted';
import type { RecipeDisk } from './recipe-disk';
import type { FitSummary } from './recipe-status';
import { loadModel, modelRecord } from './stored-recipe';

/**
 * The model that judges a recipe's frames, and the pointer that names it and its window. Whatever takes long (a fit, a
 * write) says for which round it was begun, and changes nothing any more when that is over.
 */
export class ModelInUse {
  /** null while the pointer's window is collected and fitted. */
  judging: Pick<CurrentModel, 'automatic' | 'fitted'> | null = null;
  /** Of the model that was fitted last, though a new window may be collected meanwhile. */
  summary: FitSummary | null = null;
  /** An exchange is under way. */
  exchanging = false;
  /** Rises when a window begins or the recipe closes. */
  round = 0;

  /** @param on `missing` says why there is no model, `changed` is called when `exchanging` or the model has changed */
  constructor(
    public pointer: RecipePointer,
    private readonly disk: RecipeDisk,
    private readonly store: RecipeStore,
    private readonly sanity: Sanity,
    private readonly on: { missing: () => Remark; changed: () => void },
  ) {}

  /** @throws Refused while there is none */
  get model(): CurrentModel {
    if (!this.judging) throw new Refused('busy', this.on.missing());
    return { ...this.judging, pointer: this.pointer };
  }

  /** Another window comes in the place of the one before. @param automatic its model; null when none judges until `use` */
  begin(pointer: RecipePointer, automatic: Fitted | null = null): void {
    this.round++;
    this.switchTo(pointer, automatic);
  }

  /** What was fitted on the window judges from now on, stored or not. */
  use(automatic: Fitted): void {
    this.switchTo(this.pointer, automatic);
  }

  /** Where the model that judges is, or, while none does, the one that did before this window was begun. */
  get lastPlace(): ModelPlace | undefined {
    const { before, format: _, recipe: __, ...place } = this.pointer;
    // A model that the disk had no room for cannot be gone back to.
    return place.model ? place : before;
  }

  /**
   * The model that judged before this window was begun judges again; the window is lost.
   * @param target false rejects (0..1) that the settings ask for
   * @param switched called in the same turn; `notice` is what a person has to know about a damaged model, or null
   * @throws Refused when there is none, and when it cannot be read; nothing is changed then
   */
  async goBack(target: number, switched: (notice: Remark | null) => void): Promise<void> {
    const { round } = this;
    const { before, format, recipe } = this.pointer;
    if (this.judging || !before) throw new Refused('request', { kind: 'nothing-to-go-back', recipe });
    const { model, notice } = await loadModel(this.store, before, target);
    // Told of a start, it would say what is fitted instead.
    if (notice?.kind === 'model-refitted')
      throw new Refused('request', { kind: 'model-lost', recipe, error: notice.error });
    if (!model || model.window !== before.window)
      throw new Refused('request', { kind: 'other-window', recipe });
    await this.disk.writes.run(async () => {
      if (round !== this.round || this.pointer.before !== before)
        throw new Refused('busy', { kind: 'went-on', recipe });
      const pointer = { format, recipe, ...before, ...model.place };
      await this.disk.point(pointer);
      // Frames that wait behind this for their place in the window belong to another round now.
      this.begin(pointer, model.fitted);
      switched(notice);
      await this.store.close();
      await this.tidy();
    });
  }

  /** The model is deleted: nothing is left to tell of it. */
  forget(): void {
    this.summary = null;
  }

  close(): void {
    this.round++;
  }

  /** Stores what was fitted on the window of a round; it may judge already. @throws when that cannot be stored */
  async keep(automatic: Fitted, round: number): Promise<void> {
    if (round !== this.round) return;
    // When the disk has room again, a person may have put another model in this one's place.
    if (this.judging && this.judging.automatic !== automatic) return;
    const model = await this.store.writeModel(modelRecord(automatic, this.pointer));
    if (round !== this.round) return;
    const pointer = { ...this.pointer, model, before: undefined };
    await this.disk.point(pointer);
    if (round !== this.round) return;
    this.pointer = pointer;
    await this.tidy();
  }

  /** As `Recipe.exchange`. */
  async exchange(
    make: (current: CurrentModel, write: Lane) => Promise<Exchange>,
  ): Promise<[before: Fitted, after: Fitted]> {
    const before = this.model;
    if (this.exchanging) throw new Refused('busy', { kind: 'refitting', recipe: this.store.recipe });
    const { round } = this;
    this.exchanging = true;
    this.on.changed();
    try {
      const { automatic, pointer } = await make(before, this.disk.writes);
      await this.disk.writes.run(async () => {
        // A threshold may have been chosen meanwhile.
        await this.replace({ ...pointer, adjustment: this.pointer.adjustment }, automatic, round);
        await this.tidy();
      });
      return [before.fitted, adjusted(automatic, this.pointer.adjustment ?? null)];
    } finally {
      this.exchanging = false;
      this.on.changed();
    }
  }

  /** As `Recipe.adjust`. */
  async adjust(adjustment: Adjustment | null): Promise<void> {
    const { round } = this;
    await this.disk.writes.run(async () => {
      const { automatic, pointer } = this.model;
      await this.replace({ ...pointer, adjustment: adjustment ?? undefined }, automatic, round);
    });
    this.on.changed();
  }

  /** What cannot be removed now, because somebody reads it, goes the next time: it does no harm. */
  private async tidy(): Promise<void> {
    await this.store.removeUnused(this.pointer).catch(() => undefined);
  }

  /** Stores which model judges, and lets it judge. @throws when that cannot be stored; nothing is changed then */
  private async replace(pointer: RecipePointer, automatic: Fitted, round: number): Promise<void> {
    const tooLate = () => {
      if (round !== this.round) throw new Refused('busy', { kind: 'new-window', recipe: this.store.recipe });
    };
    tooLate();
    const own = { ...pointer, before: pointer.model ? undefined : pointer.before };
    await this.disk.point(own);
    // The new window's own pointer is written next.
    tooLate();
    this.switchTo(own, automatic);
  }

  /**
   * Pointer and model, by the threshold that a person chose, in one turn: no frame is judged by the one while the other
   * is of another window. Whoever has to store them first has done so.
   */
  private switchTo(pointer: RecipePointer, automatic: Fitted | null): void {
    this.pointer = pointer;
    this.judging = automatic && { automatic, fitted: adjusted(automatic, pointer.adjustment ?? null) };
    if (!this.judging) return;
    this.summary = this.judging.fitted.summary;
    this.sanity.inspect(this.judging.automatic.look);
  }
}
