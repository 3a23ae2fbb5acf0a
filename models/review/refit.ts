import type { Lane } from '../concurrency/lane';
import { judgeKept } from '../learning/judge-kept';
import type { Choice, WindowFrame } from '../learning/window';
import type { WindowHead } from '../learning/window-head';
import type { CurrentModel, Exchange } from '../recipe/current-model';
import { fitRecipe } from '../recipe/fit-recipe';
import type { Fitted } from '../recipe/fitted';
import { modelRecord, readModel, toFrame } from '../recipe/stored-recipe';
import { Refused } from '../refused';
import type { StationSettings } from '../station-settings';
import type { RecipeStore } from '../store/recipe-store';
import type { StoreRecord } from '../store/record';
import type { StoredFrame } from '../store/stored-frame';
import { remarkOf } from '../words/remark';
import { windowHistogram } from './histogram';
import type { Flips, RefitSide } from './views';

/** Refits that can be taken back. */
const MOST_EARLIER = 10;

/** A frame that enters the window, as it is stored there. */
export interface Addition {
  record: StoreRecord<StoredFrame>;
  choice: Choice;
}

/** The other models of one recipe's window. */
export class Refit {
  constructor(
    private readonly settings: StationSettings,
    private readonly store: RecipeStore,
    private readonly head: WindowHead,
  ) {}

  /**
   * Fits the window anew.
   * @param choices of its frames
   * @param additions frames that come behind the others
   * @throws Refused
   */
  async fit(
    current: CurrentModel,
    choices: readonly (Choice | null)[],
    additions: readonly Addition[],
    write: Lane,
  ): Promise<Exchange> {
    const records = await this.windowOf(current);
    const frames = [...records, ...additions.map(({ record }) => record)].map(toFrame);
    const chosen = [...choices, ...additions.map(({ choice }) => choice)];
    if (additions.length > 0) await write.run(() => this.append(current, records, additions));
    const automatic = await fitRecipe(frames, chosen, this.settings, this.head);
    const { model: before } = current.pointer;
    const earlier = [before, ...(current.pointer.earlier ?? [])].filter((name) => name !== null);
    const model = await write.run(() => this.store.writeModel(modelRecord(automatic, current.pointer)));
    return { automatic, pointer: { ...current.pointer, model, earlier: earlier.slice(0, MOST_EARLIER) } };
  }

  /** Back to the model before the last refit. @throws Refused when there is none */
  async undo({ pointer }: CurrentModel): Promise<Exchange> {
    const [model, ...earlier] = pointer.earlier ?? [];
    if (!model) throw new Refused('busy', { kind: 'nothing-to-undo', recipe: this.store.recipe });
    const { fitted } = await readModel(this.store, model, this.settings.falseRejectTarget).catch((error) => {
      throw new Refused('busy', { kind: 'undo-unreadable', error: remarkOf(error) });
    });
    return { automatic: fitted, pointer: { ...pointer, model, earlier } };
  }

  /** How the verdicts of these frames change from one model to another. */
  async flips(before: Fitted, after: Fitted, frames: readonly WindowFrame[]): Promise<Flips> {
    if (frames.length === 0) return { frames: 0, nowRejected: 0, nowPassed: 0 };
    const old = await judgeKept(before.detector, frames, this.head);
    const now = await judgeKept(after.detector, frames, this.head);
    return countFlips(old, now);
  }

  /** The frames of the model's window; those behind them belong to a refit that was taken back or never ended. */
  private async windowOf({ pointer, automatic }: CurrentModel): Promise<StoreRecord<StoredFrame>[]> {
    const { records, damaged } = await this.store.peekWindow<StoredFrame>(pointer.window);
    const wanted = automatic.frames.length;
    if (damaged || records.length < wanted) {
      throw new Refused('busy', {
        kind: 'window-unreadable',
        recipe: this.store.recipe,
        readable: records.length,
        frames: wanted,
      });
    }
    return records.slice(0, wanted);
  }

  /** The file is replaced whole: what a refit left behind that was taken back or never ended is gone with it. */
  private async append(
    { pointer }: CurrentModel,
    records: readonly StoreRecord<StoredFrame>[],
    additions: readonly Addition[],
  ): Promise<void> {
    await this.store.rewriteWindow(pointer.window, [...records, ...additions.map(({ record }) => record)]);
  }
}

/** @param before scores, 1.0 at the threshold, as `after` */
export function countFlips(before: Float64Array, after: Float64Array): Flips {
  const flips: Flips = { frames: before.length, nowRejected: 0, nowPassed: 0 };
  before.forEach((score, index) => {
    const [bad, nowBad] = [!(score <= 1), !(after[index] <= 1)];
    if (nowBad && !bad) flips.nowRejected++;
    if (bad && !nowBad) flips.nowPassed++;
  });
  return flips;
}

export function sideOf(fitted: Fitted): RefitSide {
  return {
    modelId: fitted.detector.id,
    frames: fitted.frames.length,
    removed: fitted.frames.filter(({ kept }) => !kept).length,
    threshold: fitted.detector.parts.threshold,
    histogram: windowHistogram(fitted),
  };
}
