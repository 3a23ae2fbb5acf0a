import { LONGEST_WINDOW } from '../../models/learning/window';
import type { RefitOutcome, WindowView } from './api';
import { choicesIn, fieldsOf, noteIn, pictureKind } from './body';
import type { Router } from './router';

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
    const said = choices.map(({ frame, choice }) => `${choice ?? 'let SROC decide'} ${frame}`).join(', ');
    await log({ action: 'refit', detail: `${said}; ${changeOf(outcome)}`, note });
    return outcome;
  });

  router.change('window/undo', async (asked, log): Promise<RefitOutcome> => {
    const outcome = await asked.station.ask('undo', asked.recipe, {});
    await log({ action: 'undo refit', detail: changeOf(outcome) });
    return outcome;
  });
}

/** For the audit log. */
export function changeOf({ before, after }: RefitOutcome): string {
  return (
    `removed ${before.removed} of ${before.frames} -> ${after.removed} of ${after.frames}, ` +
    `model ${before.modelId} -> ${after.modelId}`
  );
}
