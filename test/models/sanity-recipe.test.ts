import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { Engine } from '../../models/engine';
import type { RecipeStatus } from '../../models/recipe/recipe-status';
import { Evaluation, type Judgement } from '../../models/verdict';
import { Recorder } from '../nodes/recorder';
import { identity, settings, WINDOW } from './host-line';
import { noticeOf } from './notice-of';
import { plate } from './pictures';

let directory: string;
let engine: Engine;
let statuses: Recorder<RecipeStatus>;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sanity-'));
  await start();
});
after(async () => {
  await engine.closeAll();
  await rm(directory, { recursive: true });
});

async function start(): Promise<RecipeStatus[]> {
  await engine?.closeAll();
  engine = new Engine();
  statuses = new Recorder();
  engine.on('status', (status) => statuses.push(status));
  return engine.open(settings(directory));
}

const even = (grey: number) =>
  sharp({ create: { width: 160, height: 160, channels: 3, background: { r: grey, g: grey, b: grey } } })
    .jpeg()
    .toBuffer();

async function inspect(data: Buffer, recipe = 'default'): Promise<Judgement> {
  return (await engine.inspect('line1', identity(1, recipe), { data }, false)).judgement;
}

const inspecting = (recipe: string) =>
  statuses.first((status) => status.recipe === recipe && status.phase === 'inspecting', 30_000);

test('what shows nothing is kept out of the window, told, and not decidable', async () => {
  for (let number = 1; number <= 10; number++) await inspect(await plate(number));
  for (const [picture, cause] of [
    [await even(0), 'black'],
    [await even(255), 'overexposed'],
    [await even(120), 'covered'],
    [await plate(11, false, 200), 'resolution'],
  ] as const) {
    const judgement = await inspect(picture);
    assert.deepEqual([judgement.evaluation, judgement.cause], [Evaluation.NotDecidable, cause]);
    const told = await statuses.first(
      (status) => noticeOf(status) === `kept out of the window: ${judgement.reason}`,
    );
    assert.equal(told.collected, 10);
    assert.equal(told.remark?.kind, 'kept-out');
  }
  assert.equal((await inspect(await plate(11))).reason, `learning: frame 11 of ${WINDOW}`);
  assert.equal(noticeOf(statuses.all.at(-1)), '');
});

test('a line that stands still does not fill the window', async () => {
  const picture = await plate(12);
  const judgements: Judgement[] = [];
  for (let again = 0; again < 100; again++) judgements.push(await inspect(picture));
  assert.equal(judgements.filter(({ cause }) => cause === 'repeated').length, 95);
  assert.equal((await inspect(await plate(13))).reason, `learning: frame 17 of ${WINDOW}`);
});

test('the same is not decidable while inspecting, after a restart too, and good parts still pass', async () => {
  for (let number = 14; number <= 16; number++) await inspect(await plate(number));
  await inspecting('default');
  for (const restarted of [false, true]) {
    if (restarted) await start();
    const odd = [await even(0), await even(255), await even(120), await plate(20, false, 200)];
    for (const [index, cause] of ['black', 'overexposed', 'covered', 'resolution'].entries()) {
      const { evaluation, cause: found, modelId, score } = await inspect(odd[index]);
      assert.deepEqual([evaluation, found, score], [Evaluation.NotDecidable, cause, null]);
      assert.ok(modelId);
    }
    const dark = await sharp(await plate(21))
      .linear(0.08, 1)
      .jpeg()
      .toBuffer();
    assert.equal((await inspect(dark)).cause, 'black');
    const frozen = await plate(22);
    for (let again = 1; again <= 5; again++) assert.equal((await inspect(frozen)).cause, undefined);
    assert.equal((await inspect(frozen)).cause, 'repeated');
    const fresh = await Promise.all([23, 24, 25].map((number) => plate(number)));
    for (const picture of fresh) assert.equal((await inspect(picture)).cause, undefined);
  }
});

test('two products under one recipe are a warning at the fit, one product is none', async () => {
  for (let number = 1; number <= WINDOW; number++) {
    const picture = await plate(number);
    await inspect(number % 3 === 0 ? await sharp(picture).negate().jpeg().toBuffer() : picture, 'mixed');
  }
  const mixed = await inspecting('mixed');
  const twoKinds = mixed.fit?.warnings.find(({ kind }) => kind === 'two-kinds');
  assert.deepEqual(twoKinds, { kind: 'two-kinds', larger: 14, smaller: 6 });
  const [alone] = (await start()).filter(({ recipe }) => recipe === 'default');
  assert.ok(!alone.fit?.warnings.some(({ kind }) => kind === 'two-kinds'));
});
