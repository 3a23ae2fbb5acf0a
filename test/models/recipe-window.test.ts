import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { WindowHead } from '../../models/learning/window-head';
import { Recipe } from '../../models/recipe/recipe';
import { RecipeStore } from '../../models/store/recipe-store';
import type { StoredFrame } from '../../models/store/stored-frame';
import { settings } from './host-line';
import { WHOLE } from './pictures';

const EXTRACTOR = { backbone: 'mobilenet-v1', graphVersion: 1, inputSize: 128, region: WHOLE } as const;
const LOOK = { width: 1, height: 1, mean: 0, high: 0, range: 0, saturated: 0, structure: 0 };

test('a training that begins while a frame is stored takes nothing of the window before', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'recipe-window-'));
  const head = await WindowHead.load();
  // The first frame also brings pointer, folder and journal about, which takes a few milliseconds.
  for (const delay of [0, 0.5, 1, 2, 3]) {
    const store = new RecipeStore(directory, `after ${delay}`);
    const recipe = await Recipe.open(store.recipe, settings(directory), EXTRACTOR, store, head);
    const learn = (partId: string) =>
      recipe.learn(
        {
          triggerId: 1,
          partId,
          recipe: store.recipe,
          source: 'test',
          capturedAt: '2026-01-01T00:00:00.000Z',
        },
        {
          patches: { codes: new Int16Array(4), unit: 1 },
          pooled: new Float32Array(2),
          patchScore: 0,
          pooledScore: 0,
          map: new Float32Array(1),
          side: 1,
        },
        LOOK,
        null,
      );
    const old = learn('old');
    await wait(delay);
    await recipe.train();
    await old;
    for (const part of ['new 1', 'new 2']) await learn(part);
    const pointer = await store.readPointer();
    const { records } = await store.readWindow<StoredFrame>(pointer?.window ?? '');
    const stored = records.map(({ meta }) => meta.identity.partId);
    assert.deepEqual(stored, ['new 1', 'new 2']);
    assert.equal(recipe.status.collected, 2);
    await recipe.close();
  }
  await rm(directory, { recursive: true });
});
