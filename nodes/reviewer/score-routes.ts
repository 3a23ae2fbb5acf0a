import type { RecentFrame, ScoresView, ThresholdPreview, UnjudgedFrame } from './api';
import type { Asked } from './asked';
import { fieldsOf, noteIn, pictureKind, resultIdIn, thresholdIn } from './body';
import type { Router } from './router';
import type { ChangeDetail } from './words/changes';

export function scoreRoutes(router: Router): void {
  router.read('scores', scoresView);

  router.ask('threshold/preview', (asked): Promise<ThresholdPreview> => {
    return asked.station.ask('previewThreshold', asked.recipe, { choice: thresholdIn(fieldsOf(asked)) });
  });

  router.change('threshold', async (asked, log): Promise<ScoresView> => {
    const { station, recipe } = asked;
    const fields = fieldsOf(asked);
    const note = noteIn(fields);
    const choice = fields.automatic === true ? null : thresholdIn(fields);
    const before = await station.ask('scores', recipe, {});
    const after = await station.ask('setThreshold', recipe, { choice, by: asked.user ?? '', note });
    const details: ChangeDetail[] = [
      { kind: 'moved', before: rounded(before.threshold), after: rounded(after.threshold) },
    ];
    if (choice?.falseRejectTarget !== undefined)
      details.push({ kind: 'target', percent: rounded(100 * choice.falseRejectTarget) });
    await log({ action: choice ? 'threshold' : 'automatic threshold', details, note });
    return scoresView(asked);
  });

  router.read('unjudged', ({ station }): UnjudgedFrame[] => station.live.unjudged.items);

  router.read('recent', ({ station, recipe }): Promise<RecentFrame[]> => station.ask('recent', recipe, {}));

  router.picture('recent/picture', (asked) =>
    asked.station.ask('recentPicture', asked.recipe, {
      frame: resultIdIn(asked, 'frame'),
      as: pictureKind(asked),
    }),
  );
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

async function scoresView({ station, recipe }: Asked): Promise<ScoresView> {
  return { ...(await station.ask('scores', recipe, {})), recent: [...station.live.verdicts(recipe)] };
}
