import type { RejectFilter } from '../../models/review/calls';
import type { RefitOutcome, RejectItem, RejectPage } from './api';
import type { Asked } from './asked';
import { fieldsOf, isResultId, noteIn, pictureKind, resultIdIn } from './body';
import { Refusal } from './refusal';
import { sendRejects } from './reject-export';
import type { Router } from './router';
import { modelsOf, refitted } from './window-routes';
import type { ChangeDetail } from './words/changes';

const MOST_LISTED = 200;
const MOST_EXPORTED = 5000;

export function rejectRoutes(router: Router): void {
  router.read('rejects', (asked): Promise<RejectPage> => {
    return asked.station.ask('rejects', asked.recipe, { filter: filterIn(asked) });
  });

  router.picture('rejects/picture', (asked) =>
    asked.station.ask('rejectPicture', asked.recipe, {
      reject: resultIdIn(asked, 'reject'),
      as: pictureKind(asked),
    }),
  );

  router.change('rejects/feedback', async (asked, log): Promise<RejectItem> => {
    const fields = fieldsOf(asked);
    const { reject } = fields;
    if (!isResultId(reject)) throw new Refusal(400, '"reject" must be the id of a result.');
    const verdict = verdictIn(fields);
    const args = { reject, verdict, by: asked.user ?? '' };
    const item = await asked.station.ask('feedback', asked.recipe, args);
    await log({
      action: 'feedback',
      details: [{ kind: verdict ?? 'taken-back' }, ...partOf(item)],
      traced: [reject],
    });
    return item;
  });

  router.change('rejects/learn', async (asked, log): Promise<RefitOutcome> => {
    const fields = fieldsOf(asked);
    const note = noteIn(fields);
    const rejects = idsIn(fields, MOST_LISTED);
    const outcome = await asked.station.ask('learn', asked.recipe, { rejects });
    await log({
      action: 'learn rejects',
      details: [{ kind: 'learned', rejects: rejects.length }, refitted(outcome)],
      traced: [...rejects, modelsOf(outcome)],
      note,
    });
    return outcome;
  });

  router.askRaw('rejects/export', (asked, response) =>
    sendRejects(asked.station, asked.recipe, idsIn(fieldsOf(asked), MOST_EXPORTED), response),
  );

  router.change('recent/miss', async (asked, log): Promise<RejectItem> => {
    const { frame } = fieldsOf(asked);
    if (!isResultId(frame)) throw new Refusal(400, '"frame" must be the id of a result.');
    const item = await asked.station.ask('miss', asked.recipe, { frame, by: asked.user ?? '' });
    await log({ action: 'miss', details: partOf(item), traced: [frame] });
    return item;
  });
}

function filterIn(asked: Asked): RejectFilter {
  const before = asked.text('before') === '' ? undefined : resultIdIn(asked, 'before');
  const feedback = asked.text('feedback');
  if (feedback !== '' && feedback !== 'good' && feedback !== 'miss' && feedback !== 'none')
    throw new Refusal(400, '"feedback" must be "good", "miss" or "none".');
  return {
    before,
    limit: asked.whole('limit', 1, MOST_LISTED, 50),
    from: timeIn(asked, 'from'),
    to: timeIn(asked, 'to'),
    partId: asked.text('partId') || undefined,
    feedback: feedback || undefined,
  };
}

function verdictIn({ verdict }: Record<string, unknown>): 'good' | 'miss' | null {
  if (verdict === 'good' || verdict === 'miss' || verdict === null) return verdict;
  throw new Refusal(400, '"verdict" must be "good", "miss" or null.');
}

function timeIn(asked: Asked, name: string): number | undefined {
  const text = asked.text(name);
  if (text === '') return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new Refusal(400, `"${name}" must be a time such as 2026-01-31T08:00:00Z.`);
}

function idsIn({ rejects }: Record<string, unknown>, most: number): string[] {
  if (Array.isArray(rejects) && rejects.length > 0 && rejects.length <= most && rejects.every(isResultId))
    return rejects;
  throw new Refusal(400, { kind: 'rejects-number', most });
}

function partOf({ triggerId, partId }: RejectItem): ChangeDetail[] {
  const trigger: ChangeDetail = { kind: 'trigger', trigger: String(triggerId) };
  return partId === '' ? [trigger] : [trigger, { kind: 'part', part: partId }];
}
