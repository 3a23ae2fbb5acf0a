import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { Evaluation } from '../../../models/verdict';
import type {
  AuditEntry,
  Overview,
  RecentFrame,
  RefitOutcome,
  ScoresView,
  ThresholdPreview,
  WindowView,
} from '../../../nodes/reviewer/api';
import { WINDOW } from '../inspect-line';
import { startTrained, type TrainedLine } from './trained';

let line: TrainedLine;
before(async () => {
  line = await startTrained();
});
after(() => line.runtime.stop());

const kept = ({ frames }: WindowView) => frames.map((frame) => (frame.kept ? '+' : '-')).join('');
const audit = async () => (await line.guest.get<AuditEntry[]>('audit', line.at)).body;

async function pictureSize(path: string, query: Record<string, string>) {
  const response = await line.guest.fetch(path, { ...line.at, ...query });
  assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'image/jpeg']);
  const { width, height } = await sharp(await response.arrayBuffer()).metadata();
  return { width, height };
}

test('the window shows every frame with its score and its pictures', async () => {
  const { status, body } = await line.guest.get<WindowView>('window', line.at);
  assert.equal(status, 200);
  assert.equal(body.frames.length, WINDOW);
  assert.deepEqual([body.undoable, body.groups], [0, []]);
  body.frames.forEach((frame, number) => {
    assert.deepEqual(
      [frame.frame, frame.partId, frame.triggerId, frame.choice],
      [number, `part ${number + 1}`, number + 1, null],
    );
    assert.ok(frame.score > 0);
  });
  const worst = body.frames.toSorted((left, right) => right.score - left.score).slice(0, 2);
  assert.deepEqual(worst.map(({ triggerId }) => triggerId).sort(), [10, 20]);
  assert.deepEqual(await pictureSize('window/picture', { frame: '9', as: 'frame' }), {
    width: 160,
    height: 160,
  });
  const looks = await Promise.all(
    ['frame', 'heat', 'thumbnail'].map(async (as) => {
      const response = await line.guest.fetch('window/picture', { ...line.at, frame: '9', as });
      return Buffer.from(await response.arrayBuffer()).toString('base64');
    }),
  );
  assert.equal(new Set(looks).size, 3);
});

test('a frame that is removed by a person stays out, the refit is shown, logged, and can be taken back', async () => {
  const { body: first } = await line.guest.get<WindowView>('window', line.at);
  const choices = [{ frame: 3, choice: 'remove' }];
  await line.judge(101);
  const { status, body } = await line.engineer.post<RefitOutcome>('window/choices', line.at, {
    choices,
    note: 'blurred',
  });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.before.modelId, first.modelId);
  assert.notEqual(body.after.modelId, first.modelId);
  assert.equal(body.after.removed, body.before.removed + Number(first.frames[3].kept));
  assert.deepEqual([body.window.frames[3].kept, body.window.frames[3].choice], [false, 'remove']);
  assert.equal(body.window.undoable, 1);
  assert.equal(body.recent.frames, 1);
  const counted = [...body.after.histogram.kept, ...body.after.histogram.removed];
  assert.equal(
    counted.reduce((sum, count) => sum + count, 0),
    WINDOW,
  );
  assert.equal((await line.judge(102)).modelId, body.after.modelId);

  const undone = await line.engineer.post<RefitOutcome>('window/undo', line.at);
  assert.equal(undone.body.after.modelId, first.modelId);
  assert.equal(kept(undone.body.window), kept(first));
  assert.equal((await line.judge(103)).modelId, first.modelId);
  assert.deepEqual(await line.engineer.post('window/undo', line.at), {
    status: 409,
    body: {
      error: 'recipe "default" has no refit that could be taken back',
      remark: { kind: 'nothing-to-undo', recipe: 'default' },
    },
  });
  const entries = await audit();
  assert.deepEqual(
    entries.map(({ user, station, recipe, action, note }) => ({ user, station, recipe, action, note })),
    ['undo refit', 'refit'].map((action, index) => ({
      user: 'engineer',
      station: 'a',
      recipe: 'default',
      action,
      note: index === 1 ? 'blurred' : '',
    })),
  );
  assert.match(entries[1].detail, /^frames left out: 4; removed \d+ of 20 -> \d+ of 20; model /);
  assert.deepEqual(entries[1].details?.[0], { kind: 'left-out', frames: '4' });
  assert.doesNotMatch(JSON.stringify(entries[1].details), new RegExp(first.modelId));
});

test('a threshold is previewed, moved, and goes back; a listening page hears of it', async () => {
  const { body: first } = await line.guest.get<ScoresView>('scores', line.at);
  assert.equal(first.threshold, first.automaticThreshold);
  assert.equal(first.adjustment, null);
  assert.equal(first.recent.filter(({ rawScore }) => rawScore !== null).length, 3);
  const low = { threshold: first.threshold / 100 };
  const passed = first.recent.filter(({ evaluation }) => evaluation === Evaluation.OK).length;
  assert.ok(passed > 0);
  const preview = await line.guest.post<ThresholdPreview>('threshold/preview', line.at, low, {});
  assert.deepEqual(preview.body, {
    ...low,
    promisedFalseReject: null,
    recent: { frames: 3, nowRejected: passed, nowPassed: 0 },
  });
  const listener = await line.guest.listen();
  await listener.events.first();
  const moved = await line.engineer.post<ScoresView>('threshold', line.at, {
    ...low,
    note: 'too many misses',
  });
  assert.ok(Math.abs(moved.body.threshold - low.threshold) < 1e-9);
  assert.equal(moved.body.automaticThreshold, first.threshold);
  assert.deepEqual([moved.body.adjustment?.by, moved.body.adjustment?.note], ['engineer', 'too many misses']);
  await listener.events.first((event) => event.type === 'changed' && event.what === 'scores');
  await listener.events.first((event) => event.type === 'changed' && event.what === 'changes');
  await listener.stop();
  assert.equal((await line.judge(104)).pass, false);

  const wide = await line.engineer.post<ScoresView>('threshold', line.at, { falseRejectTarget: 0.2 });
  assert.ok(wide.body.threshold < first.threshold);
  assert.deepEqual([wide.body.falseRejectTarget, wide.body.automaticThreshold], [0.2, first.threshold]);
  const back = await line.engineer.post<ScoresView>('threshold', line.at, { automatic: true });
  assert.deepEqual([back.body.threshold, back.body.adjustment], [first.threshold, null]);
  assert.deepEqual(
    (await audit()).slice(0, 3).map(({ action }) => action),
    ['automatic threshold', 'threshold', 'threshold'],
  );
});

test('the last frames can be looked at', async () => {
  const { body } = await line.guest.get<RecentFrame[]>('recent', line.at);
  assert.deepEqual(
    body.map(({ triggerId }) => triggerId),
    [104, 103, 102, 101],
  );
  assert.equal(body[0].evaluation, Evaluation.NotOK);
  const { recent } = (await line.guest.get<ScoresView>('scores', line.at)).body;
  for (const { triggerId, evaluation } of body)
    assert.equal(evaluation, recent.find((point) => point.triggerId === triggerId)?.evaluation);
  for (const as of ['thumbnail', 'frame', 'heat']) {
    const size = await pictureSize('recent/picture', { frame: body[0].frame, as });
    assert.deepEqual(size, { width: 160, height: 160 });
  }
});

test('a change needs the permission, the header and the own site', async () => {
  const choices = [{ frame: 3, choice: 'remove' }];
  const post = (headers?: Record<string, string>) =>
    line.engineer.post('window/choices', line.at, { choices }, headers);
  assert.equal((await line.guest.post('window/choices', line.at, { choices })).status, 401);
  const missing = await post({});
  assert.equal(missing.status, 403);
  const own = { 'X-SROC-Inspection': '1' };
  const foreignHeaders: Record<string, string>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'http://evil.example' },
    { Origin: 'null' },
  ];
  for (const foreign of foreignHeaders) {
    assert.deepEqual(await post({ ...own, ...foreign }), {
      status: 403,
      body: {
        error: 'Changes are taken only from the reviewer: this request comes from another site.',
        remark: { kind: 'other-site' },
      },
    });
  }
  assert.equal((await line.guest.get<WindowView>('window', line.at)).body.undoable, 0);
});

test('what makes no sense is refused with a sentence and changes nothing', async () => {
  const before = await audit();
  const { at, engineer, guest } = line;
  const refused: [string, unknown, number, RegExp][] = [
    ['window/choices', { choices: [] }, 400, /"choices" must be a list/],
    ['window/choices', { choices: [{ frame: 1.5, choice: 'keep' }] }, 400, /"choices" must be a list/],
    ['window/choices', { choices: [{ frame: 1, choice: 'maybe' }] }, 400, /"choices" must be a list/],
    ['window/choices', { choices: [{ frame: 20, choice: 'keep' }] }, 404, /has no frame 20/],
    ['window/choices', [], 400, /needs a body of JSON/],
    ['threshold', {}, 400, /either "threshold" or "falseRejectTarget"/],
    ['threshold', { threshold: 1, falseRejectTarget: 0.1 }, 400, /either "threshold" or/],
    ['threshold', { threshold: -1 }, 400, /a number above 0/],
    ['threshold', { falseRejectTarget: 0.5 }, 400, /from 0\.01 % to 20 %/],
    ['threshold', { threshold: 1, note: 7 }, 400, /"note" must be a text/],
  ];
  for (const [path, body, status, sentence] of refused) {
    const answer = await engineer.post<{ error: string }>(path, at, body);
    assert.equal(answer.status, status, `${path} ${JSON.stringify(body)}`);
    assert.match(answer.body.error, sentence);
  }
  const everything = Array.from({ length: 15 }, (_, frame) => ({ frame, choice: 'remove' }));
  const tooMany = await engineer.post<{ error: string }>('window/choices', at, { choices: everything });
  assert.match(tooMany.body.error, /fewer than 10 frames would be kept/);
  assert.equal(tooMany.status, 400);
  for (const [path, query, status] of [
    ['window', { ...at, recipe: '../default' }, 404],
    ['window', { station: 'b', recipe: 'default' }, 404],
    ['window/picture', { ...at, frame: '../1', as: 'frame' }, 400],
    ['window/picture', { ...at, frame: '20', as: 'frame' }, 404],
    ['window/picture', { ...at, frame: '1', as: 'original' }, 400],
    ['recent/picture', { ...at, frame: '../../etc/passwd', as: 'frame' }, 400],
    ['recent/picture', { ...at, frame: '00000000-0000-4000-8000-000000000000', as: 'frame' }, 404],
  ] as const) {
    assert.equal((await guest.get(path, query)).status, status, path);
  }
  assert.deepEqual(await audit(), before);
  const { body } = await guest.get<Overview>('overview');
  assert.equal(body.stations[0].recipes[0].refitting, false);
});
