import { type Choice, LONGEST_WINDOW } from '../../models/learning/window';
import type { ChoicesRequest, RefitOutcome, WindowView } from './api';
import { choicesIn, fieldsOf, noteIn, pictureKind } from './body';
import type { Router } from './router';
import type { ChangeDetail } from './words/changes';

/** Frames that people add come behind those of the window. */
const LAST_FRAME = 10 * LONGEST_WINDOW;

export function windowRoutes(router: Router): void {
  router.read('window', ({ station, recipe }): Promise<WindowView> => station.ask('window', recipe, {}));

  router.picture('window/picture', (asked) =>
    asked.station.ask('windowPicture', asked.recipe, {
      frame: asked.whole('frame', 0, LAST_FRAME),
      as: pictureKind(asked),
    }),
  );

  router.change('window/choices', async (asked, log): Promise<RefitOutcome> => {
    const fields = fieldsOf(asked);
    const choices = choicesIn(fields);
    const note = noteIn(fields);
    const outcome = await asked.station.ask('choose', asked.recipe, { choices });
    await log({
      action: 'refit',
      details: [
        ...chosen('kept', choices, 'keep'),
        ...chosen('left-out', choices, 'remove'),
        ...chosen('automatic', choices, null),
        refitted(outcome),
      ],
      traced: [modelsOf(outcome)],
      note,
    });
    return outcome;
  });

  router.change('window/undo', async (asked, log): Promise<RefitOutcome> => {
    const outcome = await asked.station.ask('undo', asked.recipe, {});
    await log({ action: 'undo refit', details: [refitted(outcome)], traced: [modelsOf(outcome)] });
    return outcome;
  });
}

export function refitted({ before, after }: RefitOutcome): ChangeDetail {
  return {
    kind: 'refitted',
    removedBefore: before.removed,
    framesBefore: before.frames,
    removed: after.removed,
    frames: after.frames,
  };
}

export function modelsOf({ before, after }: RefitOutcome): string {
  return `model ${before.modelId} -> ${after.modelId}`;
}

function chosen(
  kind: 'kept' | 'left-out' | 'automatic',
  choices: ChoicesRequest['choices'],
  wanted: Choice | null,
): ChangeDetail[] {
  const frames = choices.filter(({ choice }) => choice === wanted).map(({ frame }) => frame + 1);
  return frames.length > 0 ? [{ kind, frames: frames.join(', ') }] : [];
}
