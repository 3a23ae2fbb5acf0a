import { EventEmitter } from 'node:events';
import type { Lane } from '../concurrency/lane';
import { type Choice, LONGEST_WINDOW } from '../learning/window';
import type { CurrentModel, Exchange } from '../recipe/current-model';
import type { Recipe } from '../recipe/recipe';
import { Refused } from '../refused';
import type { ReviewArgs, ReviewNews } from './calls';
import type { RecentFrames } from './recent-frames';
import { type Refit, sideOf } from './refit';
import type { RejectReview, WindowNow } from './reject-review';
import type { RefitOutcome } from './views';
import type { WindowReview } from './window-review';

/** The longest window may still learn so many rejects. */
const MOST_LEARNED = 200;

/** What people change about a recipe's window; each change is a refit, and each can be taken back. */
export class WindowChanges extends EventEmitter<{ changed: [NonNullable<ReviewNews['changed']>] }> {
  constructor(
    private readonly recipe: Recipe,
    private readonly refit: Refit,
    private readonly windowReview: WindowReview,
    private readonly rejects: RejectReview,
    private readonly recentFrames: RecentFrames,
  ) {
    super();
  }

  /** Refits with what a person decided; what was decided before stays. */
  choose(choices: ReviewArgs<'choose'>['choices']): Promise<RefitOutcome> {
    return this.exchange((current, write) =>
      this.refit.fit(current, withChoices(current, choices), [], write),
    );
  }

  /** Back to the model before the last refit. */
  undo(): Promise<RefitOutcome> {
    return this.exchange((current) => this.refit.undo(current));
  }

  /** Rejects with feedback enter the window, each with what a person said of it, and the window is fitted anew. */
  async learn(rejects: readonly string[]): Promise<RefitOutcome> {
    const added: string[] = [];
    let first = 0;
    const outcome = await this.exchange(async (current, write) => {
      const lessons = await this.rejects.lessons(rejects, windowNow(current));
      const known = lessons.flatMap((lesson) =>
        'frame' in lesson ? [{ frame: lesson.frame, choice: lesson.choice }] : [],
      );
      const additions = lessons.flatMap((lesson) => {
        if (!('record' in lesson)) return [];
        added.push(lesson.id);
        return [{ record: lesson.record, choice: lesson.choice }];
      });
      first = current.fitted.frames.length;
      if (first + additions.length > LONGEST_WINDOW + MOST_LEARNED)
        throw new Refused('request', {
          kind: 'window-full',
          frames: first,
          most: LONGEST_WINDOW + MOST_LEARNED,
        });
      return this.refit.fit(current, withChoices(current, known), additions, write);
    });
    const { window } = windowNow(this.recipe.model);
    for (const [index, id] of added.entries()) await this.rejects.learned(id, window, first + index);
    this.emit('changed', 'rejects');
    return outcome;
  }

  private async exchange(
    make: (current: CurrentModel, write: Lane) => Promise<Exchange>,
  ): Promise<RefitOutcome> {
    const [before, after] = await this.recipe.exchange(make);
    const shorter = after.frames.length < before.frames.length;
    if (shorter) this.windowReview.forget();
    for (const view of ['window', 'scores'] as const) this.emit('changed', view);
    if (shorter) {
      await this.rejects.unlearned(windowNow(this.recipe.model));
      this.emit('changed', 'rejects');
    }
    return {
      before: sideOf(before),
      after: sideOf(after),
      recent: await this.refit.flips(before, after, this.recentFrames.of(this.recipe.name)),
      window: await this.windowReview.view(this.recipe.model),
    };
  }
}

/** Which window the model of now was fitted on, and how long it is. */
export function windowNow({ pointer, fitted }: CurrentModel): WindowNow {
  return { window: pointer.window, frames: fitted.frames.length };
}

function withChoices(
  { fitted }: CurrentModel,
  choices: readonly { frame: number; choice: Choice | null }[],
): (Choice | null)[] {
  const chosen = fitted.frames.map(({ choice }) => choice);
  for (const { frame, choice } of choices) {
    if (frame >= chosen.length) throw new Refused('missing', { kind: 'no-frame', frame: String(frame) });
    chosen[frame] = choice;
  }
  return chosen;
}
