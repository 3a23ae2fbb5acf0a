import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { AuditEntry, Overview, UnjudgedFrame } from '../../../nodes/reviewer/api';
import { flowOf, frame, station, statusIn, statusOf, verdicts } from '../inspect-line';
import type { TestRuntime } from '../runtime';
import { ReviewerClient, startWithLogin } from './client';

let runtime: TestRuntime;
let engineer: ReviewerClient;
let guest: ReviewerClient;
before(async () => {
  runtime = await startWithLogin();
  engineer = ReviewerClient.login(runtime, 'engineer');
  guest = ReviewerClient.login(runtime, 'guest');
  await runtime.deploy(flowOf(station('a', { station: 'line 1' }), station('b')));
});
after(() => runtime.stop());

test('the overview tells of every station, who asks, and is refused to who may not look', async () => {
  runtime.inject('a', await frame(7));
  const [verdict] = await verdicts(runtime, 'a', 1);
  const { status, body } = await guest.get<Overview>('overview');
  assert.equal(status, 200);
  assert.deepEqual([body.user, body.authentication], ['guest', true]);
  assert.deepEqual(
    body.stations.map(({ station: name, nodeId, recipe, state }) => ({ name, nodeId, recipe, state })),
    [
      { name: 'b', nodeId: 'b', recipe: 'default', state: 'collecting' },
      { name: 'line 1', nodeId: 'a', recipe: 'default', state: 'collecting' },
    ],
  );
  const [, line] = body.stations;
  assert.deepEqual([line.text, line.counts.received, line.counts.learning], ['collecting 1/20', 1, 1]);
  assert.deepEqual(line.queue, { length: 0, limit: 50 });
  assert.ok(line.framesPerSecond > 0 && line.framesPerSecond <= 1, String(line.framesPerSecond));
  assert.equal(line.latencyMs?.median, Math.round(verdict.latencyMs));
  assert.ok(Math.abs(Date.parse(line.lastFrameAt ?? '') - Date.parse(verdict.decidedAt)) < 20_000);
  assert.equal(line.silentForSeconds, null);
  assert.deepEqual(
    line.recipes.map(({ recipe, state, collected, windowSize }) => ({
      recipe,
      state,
      collected,
      windowSize,
    })),
    [{ recipe: 'default', state: 'collecting', collected: 1, windowSize: 20 }],
  );
  assert.equal((await ReviewerClient.anonymous(runtime).get('overview')).status, 401);
  const nobody = ReviewerClient.login(runtime, 'nobody');
  assert.equal((await nobody.get('overview')).status, 401);
});

test('who may change something is told so', async () => {
  assert.equal((await engineer.get('may-write')).status, 204);
  assert.equal((await guest.get('may-write')).status, 401);
});

test('a listening page hears the overview at once, verdicts as they come, and nothing while nothing changes', async () => {
  const listener = await guest.listen();
  assert.match(listener.response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const first = await listener.events.first();
  assert.equal(first.type === 'overview' && first.overview.user, 'guest');
  runtime.inject('b', await frame(8));
  runtime.inject('b', await frame(9));
  const heard = await listener.events.first((event) => event.type === 'verdicts');
  assert.ok(heard.type === 'verdicts');
  assert.deepEqual([heard.station, heard.recipe], ['b', 'default']);
  assert.equal(heard.verdicts[0].triggerId, 8);
  await listener.events.first(
    (event) => event.type === 'overview' && event.overview.stations[0].counts.learning === 2,
  );
  await listener.stop();
});

test('who may change something lets a paused station go on, and the flow and the audit log hear of it', async () => {
  runtime.inject('b', { topic: 'pause' });
  await statusOf(runtime, 'b', ({ state }) => state === 'paused');
  const query = { station: 'b' };
  assert.equal((await guest.post('station/resume', query)).status, 401);
  assert.equal((await guest.get<Overview>('overview')).body.stations[0].paused, true);
  const told = runtime.messages('b-status');
  const before = told.all.length;
  const { status, body } = await engineer.post<Overview>('station/resume', query);
  assert.deepEqual([status, body.stations[0].paused, body.stations[0].state], [200, false, 'collecting']);
  await told.first(
    (message) => told.all.indexOf(message) >= before && statusIn(message).state === 'collecting',
  );
  const [entry] = (await guest.get<AuditEntry[]>('audit', query)).body;
  assert.deepEqual([entry.action, entry.user, entry.recipe], ['resume', 'engineer', '']);
  assert.equal((await engineer.post('station/resume', { station: 'c' })).status, 404);
});

test('frames that nobody could judge are listed with why, those of the learning are not, and a page hears of new ones', async () => {
  const listener = await guest.listen();
  const list = async () => (await guest.get<UnjudgedFrame[]>('unjudged', { station: 'line 1' })).body;
  assert.deepEqual(await list(), []);
  const black = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  runtime.inject('a', { ...(await frame(20)), payload: black });
  runtime.inject('a', { ...(await frame(21, false, 'washer')), payload: 'no picture' });
  const [, ...sent] = await verdicts(runtime, 'a', 3);
  await listener.events.first(
    (event) => event.type === 'changed' && event.what === 'unjudged' && event.station === 'line 1',
  );
  const listed = (triggerId: number, change: Partial<UnjudgedFrame>) => {
    const verdict = sent.find((one) => one.triggerId === triggerId);
    assert.ok(verdict && !('remark' in verdict));
    const { resultId, decidedAt, partId, recipe } = verdict;
    return { resultId, at: decidedAt, triggerId, partId, recipe, ...change };
  };
  const byTrigger = (left: UnjudgedFrame, right: UnjudgedFrame) => left.triggerId - right.triggerId;
  assert.deepEqual((await list()).sort(byTrigger), [
    listed(20, { cause: 'black', remark: { kind: 'black' } }),
    listed(21, { cause: 'no-picture', remark: null, recipe: 'washer' }),
  ]);
  assert.equal((await ReviewerClient.anonymous(runtime).get('unjudged', { station: 'line 1' })).status, 401);
  assert.equal((await guest.get('unjudged', { station: 'c' })).status, 404);
  await listener.stop();
});

test('the status output tells where the reviewer shows the station', async () => {
  const { reviewer } = await statusOf(runtime, 'a', () => true);
  assert.equal(reviewer, '/inspection/#/station/line%201/default');
});

test('the audit log is listed; a station that is not there and a limit that is none are refused', async () => {
  assert.deepEqual(await guest.get<AuditEntry[]>('audit', { station: 'line 1' }), { status: 200, body: [] });
  assert.deepEqual(await guest.get('audit', { station: '../line 1' }), {
    status: 404,
    body: {
      error: 'There is no station "../line 1" here: was it renamed or removed from the flow?',
      remark: { kind: 'station-gone', station: '../line 1' },
    },
  });
  for (const limit of ['0', '1001', '1e2', '-1', 'x']) {
    assert.deepEqual(await guest.get('audit', { station: 'b', limit }), {
      status: 400,
      body: { error: '"limit" must be a whole number from 1 to 1000.' },
    });
  }
});
