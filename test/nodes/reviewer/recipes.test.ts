import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AuditEntry, Overview, RecipeHealth, ScoresView, WindowView } from '../../../nodes/reviewer/api';
import { startTrained, type TrainedLine } from './trained';

let line: TrainedLine;
let file: Buffer;
before(async () => {
  line = await startTrained();
});
after(() => line.runtime.stop());

const names = ({ stations }: Overview) => stations[0].recipes.map(({ recipe }) => recipe);
const at = (recipe: string) => ({ station: 'a', recipe });
const store = () => join(line.runtime.userDirectory, 'sroc-inspection');

async function send(query: Record<string, string>, body: Buffer, headers: Record<string, string> = {}) {
  const response = await line.engineer.fetch('recipe/import', query, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'X-SROC-Inspection': '1', 'Content-Type': 'application/octet-stream', ...headers },
  });
  return { status: response.status, body: await response.json() };
}

test('a recipe is duplicated, and the copy judges alike and is changed by itself', async () => {
  const { status, body } = await line.engineer.post<Overview>('recipe/duplicate', line.at, {
    name: 'Ölwanne/2',
  });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(names(body), ['default', 'Ölwanne/2']);
  const [one, other] = await Promise.all(
    ['default', 'Ölwanne/2'].map((recipe) => line.guest.get<ScoresView>('scores', at(recipe))),
  );
  assert.equal(other.body.threshold, one.body.threshold);
  await line.engineer.post('threshold', at('Ölwanne/2'), { threshold: 1 });
  assert.equal((await line.guest.get<ScoresView>('scores', line.at)).body.threshold, one.body.threshold);
  const taken = await line.engineer.post<{ error: string }>('recipe/duplicate', line.at, {
    name: 'Ölwanne/2',
  });
  assert.deepEqual(
    [taken.status, taken.body.error],
    [400, 'there is a recipe "Ölwanne/2" already: choose another name'],
  );
});

test('a recipe is renamed with all that belongs to it', async () => {
  const { body } = await line.engineer.post<Overview>('recipe/rename', at('Ölwanne/2'), { name: 'pan' });
  assert.deepEqual(names(body), ['default', 'pan']);
  assert.ok(Math.abs((await line.guest.get<ScoresView>('scores', at('pan'))).body.threshold - 1) < 1e-9);
  assert.equal((await line.guest.get('scores', at('Ölwanne/2'))).status, 404);
  for (const name of ['', ' ', 'x'.repeat(201), 7, 'a\u0000b'])
    assert.equal((await line.engineer.post('recipe/rename', at('pan'), { name })).status, 400);
});

test('a recipe is exported and imported under another name', async () => {
  const response = await line.guest.fetch('recipe/export', at('pan'));
  assert.deepEqual(
    [response.status, response.headers.get('content-type'), response.headers.get('content-disposition')],
    [200, 'application/octet-stream', 'attachment; filename="a-pan.sroc-recipe"'],
  );
  file = Buffer.from(await response.arrayBuffer());
  assert.equal(response.headers.get('content-length'), String(file.length));
  const { status, body } = await send(at('from another line'), file);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(names(body), ['default', 'from another line', 'pan']);
  const [one, other] = await Promise.all(
    ['pan', 'from another line'].map((recipe) => line.guest.get<WindowView>('window', at(recipe))),
  );
  assert.deepEqual(other.body, one.body);
  const picture = await line.guest.fetch('window/picture', {
    ...at('from another line'),
    frame: '3',
    as: 'heat',
  });
  assert.equal(picture.status, 200);
  const again = await send({ station: 'a' }, file);
  assert.match(again.body.error, /there is a recipe "pan" already/);
});

test('what is no recipe file changes nothing and leaves nothing behind', async () => {
  const before = await readdir(store(), { recursive: true });
  const cut = await send(at('cut'), file.subarray(0, file.length / 2));
  assert.deepEqual([cut.status, cut.body.error], [400, 'the recipe file is damaged: the record is cut off']);
  const rubbish = await send(at('x'), Buffer.from('GIF89a and then some more bytes'));
  assert.match(rubbish.body.error, /the recipe file is damaged: this is no record/);
  assert.match((await send(at('x'), Buffer.alloc(0))).body.error, /empty/);
  assert.equal((await send(at('x'), file, { 'Content-Type': 'text/plain' })).status, 400);
  assert.equal((await send(at('x'), file, { 'X-SROC-Inspection': '' })).status, 403);
  assert.deepEqual(await readdir(store(), { recursive: true }), before);
});

test('a recipe is deleted when its name is given once more', async () => {
  for (const confirm of ['', 'default', undefined])
    assert.equal((await line.engineer.post('recipe/delete', at('pan'), { confirm })).status, 400);
  const { body } = await line.engineer.post<Overview>('recipe/delete', at('pan'), { confirm: 'pan' });
  assert.deepEqual(names(body), ['default', 'from another line']);
  const text = await readFile(join(store(), 'audit.log'), 'utf8');
  const actions = text
    .trim()
    .split('\n')
    .map((entry): AuditEntry => JSON.parse(entry));
  assert.deepEqual(
    actions
      .map(({ action, recipe, detail }) => [action, recipe, detail])
      .filter(([action]) => action !== 'threshold'),
    [
      ['duplicate', 'default', 'as "Ölwanne/2"'],
      ['rename', 'Ölwanne/2', 'as "pan"'],
      ['import', 'from another line', 'as "from another line"'],
      ['delete', 'pan', ''],
    ],
  );
});

test('a new window is begun and a recipe forgotten from the page', async () => {
  const query = at('from another line');
  const train = await line.engineer.post<RecipeHealth>('recipe/train', query);
  assert.deepEqual([train.status, train.body.state, train.body.collected], [200, 'collecting', 0]);
  const window = await line.guest.get<{ error: string }>('window', query);
  assert.deepEqual(
    [window.status, window.body.error],
    [409, 'recipe "from another line" has no detector yet: its window is not full and refined'],
  );
  const reset = await line.engineer.post<RecipeHealth>('recipe/reset', query);
  assert.deepEqual([reset.body.fit, reset.body.state], [null, 'collecting']);
  // A recipe that has learned nothing gives its name away.
  assert.equal((await send(query, file)).status, 200);
  for (const path of ['train', 'reset', 'rename', 'duplicate', 'delete', 'import'])
    assert.equal((await line.guest.post(`recipe/${path}`, line.at, { name: 'x' })).status, 401);
  assert.equal((await line.judge(101)).pass, true);
});
