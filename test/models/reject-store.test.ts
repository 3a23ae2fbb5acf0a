import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RejectReview } from '../../models/review/reject-review';
import type { StoreRecord } from '../../models/store/record';
import { RejectStore, type StoredReject } from '../../models/store/reject-store';
import { settings } from './host-line';
import { WHOLE } from './pictures';

const EXTRACTOR = { backbone: 'mobilenet-v1', graphVersion: 1, inputSize: 224, region: WHOLE } as const;

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rejects-'));
});
after(() => rm(directory, { recursive: true }));

const entry = (number: number) => ({
  reject: randomUUID(),
  evaluation: 2 as const,
  score: 1.5,
  rawScore: 3,
  modelId: 'model',
  reason: 'anomaly score 1.50 is above the threshold',
  partId: `part ${number}`,
  triggerId: number,
  capturedAt: '2026-01-01T00:00:00.000Z',
  decidedAt: new Date(1_800_000_000_000 + number * 1000).toISOString(),
  feedback: null,
  learned: null,
});

function record(number: number, pixels = 1000): StoreRecord<StoredReject> {
  const { partId, triggerId, capturedAt, ...rest } = entry(number);
  const identity = { partId, triggerId, capturedAt, recipe: 'default', source: '' };
  return {
    meta: { entry: { ...rest, partId, triggerId, capturedAt }, identity, unit: 1, side: 1 },
    arrays: { preview: new Uint8Array(pixels), heat: new Float32Array(1) },
  };
}

test('the megabytes bound holds, the oldest go first, and the newest always stays', async () => {
  const store = new RejectStore(join(directory, 'bytes'), { count: 100, megabytes: 0.01 });
  for (let number = 0; number < 12; number++) await store.add(record(number));
  const triggers = (await store.entries()).map(({ triggerId }) => triggerId);
  assert.equal(triggers.at(-1), 11);
  assert.ok(triggers.length >= 5 && triggers.length < 10, String(triggers));
  const { megabytes } = await store.size();
  assert.ok(megabytes <= 0.01);
  await store.add(record(12, 20_000));
  assert.deepEqual(
    (await store.entries()).map(({ triggerId }) => triggerId),
    [12],
  );
  const again = new RejectStore(join(directory, 'bytes'), { count: 100, megabytes: 0.01 });
  assert.deepEqual(await again.size(), await store.size());
});

test('five thousand rejects are listed page by page from the log alone', async (t) => {
  const folder = join(directory, 'many');
  await mkdir(folder);
  const entries = Array.from({ length: 5000 }, (_, number) => ({ ...entry(number), bytes: 500_000 }));
  const lines = entries.map((put) => `${JSON.stringify({ put })}\n`).join('');
  await writeFile(join(folder, 'rejects.jsonl'), lines);
  for (const { reject } of entries) await writeFile(join(folder, `reject-${reject}.bin`), '');
  const store = new RejectStore(folder, { count: 5000, megabytes: 5000 });
  const review = new RejectReview(settings(directory), EXTRACTOR, store);
  const started = performance.now();
  const page = await review.list({ limit: 50 }, null);
  const opened = performance.now();
  assert.deepEqual([page.rejects.length, page.total, page.more], [50, 5000, true]);
  const next = await review.list({ limit: 200, before: page.rejects[49].reject, partId: 'part 4' }, null);
  assert.equal(next.total, 1111);
  const listed = performance.now();
  t.diagnostic(`opened in ${Math.round(opened - started)} ms, a page in ${Math.round(listed - opened)} ms`);
});

test('a line that a power cut left half is all that is lost, not the one behind it', async () => {
  const folder = join(directory, 'torn');
  const limits = { count: 10, megabytes: 10 };
  const store = new RejectStore(folder, limits);
  for (const number of [1, 2]) await store.add(record(number));
  await appendFile(join(folder, 'rejects.jsonl'), '{"put":{"reject":"half a li');
  const [{ reject }] = await store.entries();
  const again = new RejectStore(folder, limits);
  const feedback = { verdict: 'good' as const, by: 'ann', at: '2026-01-01T00:00:00.000Z' };
  await again.change(reject, { feedback });
  const { feedback: kept } = (await new RejectStore(folder, limits).find(reject)) ?? {};
  assert.deepEqual(kept, feedback);
});

test('rejects whose log is lost are the oldest first again, and stay so', async () => {
  const folder = join(directory, 'lost');
  const limits = { count: 20, megabytes: 10 };
  const store = new RejectStore(folder, limits);
  const numbers = Array.from({ length: 12 }, (_, number) => number);
  for (const number of numbers) await store.add(record(number));
  await rm(join(folder, 'rejects.jsonl'));
  for (let start = 0; start < 2; start++) {
    const entries = await new RejectStore(folder, limits).entries();
    assert.deepEqual(
      entries.map(({ triggerId }) => triggerId),
      numbers,
    );
  }
});

test('a damaged reject is cleared away; a lost log is made again from the files', async () => {
  const folder = join(directory, 'damaged');
  const store = new RejectStore(folder, { count: 10, megabytes: 10 });
  await store.add(record(1));
  await store.close();
  await writeFile(join(folder, `reject-${randomUUID()}.bin`), 'rubbish');
  await writeFile(join(folder, 'rejects.jsonl'), 'no json\n{"put":{}}\n{"drop":7}\n');
  const again = new RejectStore(folder, { count: 10, megabytes: 10 });
  assert.deepEqual(
    (await again.entries()).map(({ triggerId }) => triggerId),
    [1],
  );
});
