import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type {
  AuditEntry,
  Overview,
  RecentFrame,
  RefitOutcome,
  RejectItem,
  RejectPage,
  WindowView,
} from '../../../nodes/reviewer/api';
import { startTrained, type TrainedLine } from './trained';
import { filesOf } from './unzip';

let line: TrainedLine;
before(async () => {
  line = await startTrained();
});
after(() => line.runtime.stop());

const list = async (query: Record<string, string> = {}) =>
  (await line.guest.get<RejectPage>('rejects', { ...line.at, ...query })).body;

/** Rejects are written after their answer has left. */
async function listed(count: number): Promise<RejectPage> {
  const listener = await line.guest.listen();
  await listener.events.first(
    (event) => event.type === 'overview' && event.overview.stations[0].recipes[0].rejects.count === count,
  );
  await listener.stop();
  return list();
}

let rejects: RejectItem[];

test('every rejected frame is kept and listed, the newest first, by page and by filter', async () => {
  const verdicts = [];
  for (const number of [110, 120, 130]) verdicts.push(await line.judge(number, true));
  await line.judge(131);
  const page = await listed(3);
  assert.deepEqual([page.total, page.more], [3, false]);
  rejects = page.rejects;
  assert.deepEqual(
    rejects.map(({ reject }) => reject),
    verdicts.map(({ resultId }) => resultId).reverse(),
  );
  const [{ decidedAt, ...newest }] = rejects;
  assert.ok(Math.abs(Date.parse(decidedAt) - Date.now()) < 30_000);
  assert.deepEqual(newest, {
    reject: verdicts[2].resultId,
    evaluation: 2,
    score: verdicts[2].score,
    rawScore: verdicts[2].rawScore,
    modelId: verdicts[2].modelId,
    reason: verdicts[2].reason,
    partId: 'part 130',
    triggerId: 130,
    capturedAt: '2026-01-01T00:00:00.000Z',
    feedback: null,
    windowFrame: null,
  });
  const first = await list({ limit: '2' });
  assert.deepEqual([first.rejects.length, first.total, first.more], [2, 3, true]);
  const rest = await list({ limit: '2', before: first.rejects[1].reject });
  assert.deepEqual([rest.rejects[0].triggerId, rest.more], [110, false]);
  assert.equal((await list({ partId: 'PART 12' })).rejects[0].triggerId, 120);
  assert.equal((await list({ from: decidedAt })).total, 1);
  assert.equal((await list({ to: '2026-01-01' })).total, 0);
  const { body } = await line.guest.get<Overview>('overview');
  const { rejects: size, megabytes } = body.stations[0].recipes[0];
  assert.ok(size.megabytes > 0.1 && megabytes > 1, JSON.stringify({ size, megabytes }));
});

test('the pictures of a reject', async () => {
  for (const as of ['thumbnail', 'frame', 'heat']) {
    const query = { ...line.at, reject: rejects[0].reject, as };
    const response = await line.guest.fetch('rejects/picture', query);
    const { width, format } = await sharp(await response.arrayBuffer()).metadata();
    assert.deepEqual([response.status, width, format], [200, 160, 'jpeg']);
  }
});

test('feedback is kept, logged, and taught to the window; undo takes the frames out again', async () => {
  const { engineer, at } = line;
  const say = (reject: string, verdict: unknown) =>
    engineer.post<RejectItem>('rejects/feedback', at, { reject, verdict });
  const [third, second, first] = rejects;
  assert.equal((await say(first.reject, 'good')).body.feedback?.verdict, 'good');
  assert.equal((await say(second.reject, 'miss')).body.feedback?.by, 'engineer');
  assert.equal((await list({ feedback: 'none' })).total, 1);

  const unsaid = await engineer.post<{ error: string }>('rejects/learn', at, { rejects: [third.reject] });
  assert.equal(unsaid.status, 400);
  assert.match(unsaid.body.error, /nobody has said yet whether reject/);
  const taught = await engineer.post<RefitOutcome>('rejects/learn', at, {
    rejects: [first.reject, second.reject],
    note: 'new batch',
  });
  assert.equal(taught.status, 200, JSON.stringify(taught.body));
  assert.deepEqual([taught.body.before.frames, taught.body.after.frames], [20, 22]);
  assert.deepEqual(
    taught.body.window.frames.slice(20).map(({ kept, choice, triggerId }) => ({ kept, choice, triggerId })),
    [
      { kept: true, choice: 'keep', triggerId: 110 },
      { kept: false, choice: 'remove', triggerId: 120 },
    ],
  );
  const windowFrames = async () => (await list()).rejects.map(({ windowFrame }) => windowFrame);
  assert.deepEqual(await windowFrames(), [null, 21, 20]);
  const picture = await line.guest.fetch('window/picture', { ...at, frame: '20', as: 'heat' });
  assert.equal(picture.status, 200);

  // Said again, of a frame that is in the window already.
  await say(first.reject, 'miss');
  const again = await engineer.post<RefitOutcome>('rejects/learn', at, { rejects: [first.reject] });
  assert.deepEqual([again.body.after.frames, again.body.window.frames[20].choice], [22, 'remove']);

  await engineer.post('window/undo', at);
  const listener = await line.guest.listen();
  await listener.events.first();
  const { body } = await engineer.post<RefitOutcome>('window/undo', at);
  assert.equal(body.after.frames, 20);
  await listener.events.first((event) => event.type === 'changed' && event.what === 'rejects');
  await listener.stop();
  assert.deepEqual(await windowFrames(), [null, null, null]);
  const third20 = await engineer.post<RefitOutcome>('rejects/learn', at, { rejects: [second.reject] });
  assert.deepEqual(
    third20.body.window.frames.slice(20).map(({ triggerId }) => triggerId),
    [120],
  );
  assert.deepEqual(await windowFrames(), [null, 20, null]);
  const { body: log } = await line.guest.get<AuditEntry[]>('audit', at);
  assert.deepEqual(log.map(({ action }) => action).reverse(), [
    ...['feedback', 'feedback', 'learn rejects', 'feedback', 'learn rejects'],
    ...['undo refit', 'undo refit', 'learn rejects'],
  ]);
});

test('a frame that passed can be called a miss', async () => {
  const { body: recent } = await line.guest.get<RecentFrame[]>('recent', line.at);
  const passed = recent.find(({ evaluation }) => evaluation === 1);
  assert.ok(passed);
  const { body } = await line.engineer.post<RejectItem>('recent/miss', line.at, { frame: passed.frame });
  assert.deepEqual([body.evaluation, body.feedback?.verdict, body.triggerId], [1, 'miss', passed.triggerId]);
  assert.equal((await list({ feedback: 'miss' })).rejects[0].reject, passed.frame);
  const rejected = recent.find(({ evaluation }) => evaluation === 2);
  const { status } = await line.engineer.post('recent/miss', line.at, { frame: rejected?.frame });
  assert.equal(status, 400);
});

test('a selection is exported as a zip with pictures, heat maps and a table', async () => {
  const wanted = rejects.slice(0, 2).map(({ reject }) => reject);
  const response = await line.guest.fetch('rejects/export', line.at, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ rejects: [...wanted, '00000000-0000-4000-8000-000000000000'] }),
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/zip');
  const files = filesOf(Buffer.from(await response.arrayBuffer()));
  assert.equal(files.size, 5);
  const [header, ...rows] = files.get('rejects.csv')?.toString().trim().split('\r\n') ?? [];
  assert.match(header, /^resultId,decidedAt,/);
  assert.deepEqual(
    rows.map((row) => row.split(',')[0]),
    wanted,
  );
  for (const row of rows) {
    const [heat, picture] = row.split(',').reverse();
    for (const name of [heat, picture]) {
      assert.equal((await sharp(files.get(name)).metadata()).format, 'jpeg');
    }
  }
});

test('what makes no sense is refused with a sentence', async () => {
  const { engineer, guest, at } = line;
  const unknown = '00000000-0000-4000-8000-000000000000';
  for (const [path, body, status] of [
    ['rejects/feedback', { reject: '../../x', verdict: 'good' }, 400],
    ['rejects/feedback', { reject: rejects[0].reject, verdict: 'maybe' }, 400],
    ['rejects/feedback', { reject: unknown, verdict: 'good' }, 404],
    ['rejects/learn', { rejects: [] }, 400],
    ['rejects/learn', { rejects: [unknown] }, 404],
    ['rejects/export', { rejects: ['..'] }, 400],
    ['rejects/export', { rejects: [unknown] }, 404],
    ['recent/miss', { frame: unknown }, 404],
  ] as const) {
    const answer = await engineer.post<{ error: string }>(path, at, body);
    assert.equal(answer.status, status, `${path} ${JSON.stringify(body)}`);
    assert.ok(answer.body.error.length > 10);
  }
  const bad = { limit: '201', from: 'yesterday', feedback: 'x', before: '..' };
  for (const [name, value] of Object.entries(bad))
    assert.equal((await guest.get('rejects', { ...at, [name]: value })).status, 400);
  for (const path of ['rejects/feedback', 'rejects/learn', 'recent/miss'])
    assert.equal((await guest.post(path, at, {})).status, 401);
  assert.equal((await guest.get<WindowView>('window', at)).status, 200);
});
