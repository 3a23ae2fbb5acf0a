import assert from 'node:assert/strict';
import { appendFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { identity, WINDOW } from './host-line';
import { plate } from './pictures';
import { ReviewStation } from './review-station';

let station: ReviewStation;

before(async () => {
  station = await ReviewStation.start();
});
after(() => station.end());

test('rejects stay within their limit, survive a restart and a torn log, and the oldest go first', async () => {
  let line = await station.restart({ rejectLimit: 3 });
  const ids = [];
  for (const number of [230, 240, 250, 260]) ids.push(await station.judgedReject(line, number));
  const kept = async () => (await line.rejects({ limit: 50 })).rejects.map(({ reject }) => reject);
  assert.deepEqual(await kept(), ids.slice(1).reverse());
  await line.feedback({ reject: ids[2], verdict: 'miss', by: 'ann' });
  await station.engine.closeAll();
  const rejects = join(station.folder, 'rejects');
  await appendFile(join(rejects, 'rejects.jsonl'), '{"put":{"reject":"half a li');
  await rm(join(rejects, `reject-${ids[1]}.bin`));
  line = await station.restart({ rejectLimit: 3 });
  assert.deepEqual(await kept(), [ids[3], ids[2]]);
  // Without its log, each reject is found by its own file; what people said of it is lost.
  await station.engine.closeAll();
  await rm(join(rejects, 'rejects.jsonl'));
  line = await station.restart({ rejectLimit: 3 });
  assert.deepEqual((await kept()).sort(), [ids[3], ids[2]].sort());
  await station.engine.command('line1', 'default', 'reset');
  assert.deepEqual(await kept(), []);
});

test('a reset leaves nothing behind: no frame under way, no refit', async () => {
  await station.restart();
  await station.engine.command('line1', 'default', 'train');
  for (let number = 1; number <= WINDOW; number++) await station.inspect(500 + number);
  await station.statuses.first(({ phase }) => phase === 'inspecting', 30_000);
  const line = await station.review();
  const refit = line.choose({ choices: [{ frame: 3, choice: 'remove' }] });
  await assert.rejects(
    station.engine.command('line1', 'default', 'reset'),
    /is being refitted; wait until it is done/,
  );
  await refit;
  // Drawn before: a frame that is still being drawn is not under way yet.
  const plates = await Promise.all([600, 601, 602, 603].map((number) => plate(number, true)));
  const judged = plates.map((data, index) =>
    station.engine.inspect('line1', identity(600 + index), { data }, false),
  );
  await judged[0];
  await station.engine.command('line1', 'default', 'reset');
  for (const { judgement } of await Promise.all(judged)) assert.equal(judgement.evaluation, 2);
  assert.equal((await line.rejects({ limit: 9 })).total, 0);
  await assert.rejects(readdir(station.folder), { code: 'ENOENT' });
});

test('a reject of another region or network cannot enter the window', async () => {
  const fill = async () => {
    await station.engine.command('line1', 'default', 'train');
    const { all } = station.statuses;
    const known = all.length;
    for (let number = 1; number <= WINDOW; number++) await station.inspect(500 + number);
    await station.statuses.first(
      (status) => all.indexOf(status) >= known && status.phase === 'inspecting',
      30_000,
    );
    return station.review();
  };
  await station.restart();
  const before = await fill();
  const reject = await station.judgedReject(before, 400);
  await before.feedback({ reject, verdict: 'good', by: 'ann' });
  await station.restart({ inputSize: 160 });
  const line = await fill();
  const { modelId } = await line.window();
  await assert.rejects(
    line.learn({ rejects: [reject] }),
    /was made with mobilenet-v1 version \d+ at 128 pixels .*, the station now uses .* at 160 pixels/,
  );
  assert.equal((await line.window()).modelId, modelId);
});
