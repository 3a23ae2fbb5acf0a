import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { Engine } from '../../models/engine';
import type { RecipeStatus } from '../../models/recipe/recipe-status';
import { stationFolder } from '../../models/store/recipe-store';
import { type Judgement, undecidedCauses } from '../../models/verdict';
import { Recorder } from '../nodes/recorder';
import { identity, settings, WINDOW } from './host-line';
import { noticeOf } from './notice-of';
import { plate } from './pictures';

const run = promisify(execFile);
const root = process.getuid?.() === 0;
const needsRoot = root ? {} : { skip: 'only root may mount a small disk' };

let directory: string;
let disk: string;
let mounted = false;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'store-faults-'));
  disk = join(directory, 'disk');
  await mkdir(disk);
});
after(async () => {
  if (mounted) await run('umount', [disk]);
  await rm(directory, { recursive: true });
});

/** A line on a store, as one inference process sees it. */
class Line {
  readonly engine = new Engine();
  readonly statuses = new Recorder<RecipeStatus>();

  private constructor() {
    this.engine.on('status', (status) => this.statuses.push(status));
  }

  static async open(store: string): Promise<{ line: Line; status: RecipeStatus | undefined }> {
    const line = new Line();
    const [status] = await line.engine.open(settings(store));
    return { line, status };
  }

  async inspect(number: number): Promise<Judgement> {
    const data = await plate(number, number % 10 === 0);
    return (await this.engine.inspect('line1', identity(number), { data }, false)).judgement;
  }

  async train(): Promise<void> {
    const since = this.statuses.all.length;
    for (let number = 1; number <= WINDOW; number++) await this.inspect(number);
    const fitted = (status: RecipeStatus) => this.statuses.all.indexOf(status) >= since;
    await this.statuses.first((status) => status.phase === 'inspecting' && fitted(status), 30_000);
  }

  close(): Promise<void> {
    return this.engine.closeAll();
  }
}

/** All bytes of all files below a folder, so that nothing can be missed. */
async function contents(folder: string): Promise<Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name))));
}

test(
  'on a full disk the line learns and inspects from memory, and stores its model when there is room',
  needsRoot,
  async (context) => {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', disk]);
    mounted = true;
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { line } = await Line.open(disk);
    await line.train();
    const full = line.statuses.all.find(({ remark }) => remark !== null);
    assert.match(noticeOf(full), /cannot be stored: .*(ENOSPC|no space).*The line goes on.*check the disk/);
    assert.ok(full && full.collected > 2 && full.collected < WINDOW, `full at frame ${full?.collected}`);
    assert.match((await line.inspect(21)).reason, /anomaly score|within what good parts/);
    const whole = await Line.open(disk);
    assert.equal(whole.status?.phase, 'collecting');
    assert.equal(noticeOf(whole.status), '');
    await whole.line.close();
    await run('mount', ['-o', 'remount,size=64m', disk]);
    context.mock.timers.tick(30_000);
    const healed = await line.statuses.first(
      ({ phase, remark }) => phase === 'inspecting' && remark === null,
    );
    await line.close();
    const after = await Line.open(disk);
    assert.equal(after.status?.fit?.modelId, healed.fit?.modelId);
    // Frames that found no room came later, each in its place.
    const review = await after.line.engine.review('line1', 'default');
    const { frames } = await review.window();
    assert.deepEqual(
      frames.map(({ triggerId }) => triggerId),
      Array.from({ length: WINDOW }, (_, index) => index + 1),
    );
    await review.choose({ choices: [{ frame: 3, choice: 'remove' }] });
    await after.line.close();
  },
);

test(
  'a read-only store keeps its model; the line goes on and says what a restart would lose',
  needsRoot,
  async () => {
    const { line, status } = await Line.open(disk);
    const model = status?.fit?.modelId;
    assert.ok(model);
    await run('mount', ['-o', 'remount,ro', disk]);
    assert.match((await line.inspect(22)).reason, /anomaly score|within what good parts/);
    const trouble = await line.engine.command('line1', 'default', 'train');
    assert.match(noticeOf(trouble), /cannot be stored: .*read-only.*a restart would lose/);
    await line.train();
    assert.match((await line.inspect(23)).reason, /anomaly score|within what good parts/);
    await line.close();
    const restarted = await Line.open(disk);
    assert.equal(restarted.status?.fit?.modelId, model);
    assert.match((await restarted.line.inspect(24)).reason, /anomaly score|within what good parts/);
    await restarted.line.close();
  },
);

test('whatever is cut off or altered in any file, the recipe opens or says why, and no byte is thrown away', async () => {
  const sound = join(directory, 'sound');
  const first = await Line.open(sound);
  await first.line.train();
  await first.line.close();
  const folder = join(stationFolder(sound, 'line1'), (await readdir(stationFolder(sound, 'line1')))[0]);
  const names = (await readdir(folder)).sort();
  assert.deepEqual(
    names.map((name) => name.replace(/-.*/, '')),
    ['model', 'recipe.json', 'window'],
  );
  let copies = 0;
  const damage = fc.oneof(
    fc.record({ cut: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), mask: fc.integer({ min: 1, max: 255 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), damage, async (name, how) => {
      const copy = join(directory, `copy-${copies++}`);
      await cp(sound, copy, { recursive: true });
      const path = join(copy, folder.slice(sound.length + 1), name);
      const bytes = await readFile(path);
      let damaged = bytes;
      if ('cut' in how) damaged = bytes.subarray(0, Math.floor(how.cut * bytes.length));
      else bytes[Math.floor(how.at * bytes.length)] ^= how.mask;
      await writeFile(path, damaged);
      const { line, status } = await Line.open(copy);
      const judgement = await line.inspect(25);
      assert.ok(judgement.cause === undefined || undecidedCauses.includes(judgement.cause));
      if (judgement.cause) assert.equal(judgement.cause, 'recipe');
      if (status?.phase === 'error') assert.match(noticeOf(status), /kept/);
      await line.close();
      assert.ok(
        (await contents(copy)).some(
          (kept) => kept.equals(damaged) || kept.subarray(0, damaged.length).equals(damaged),
        ),
      );
      await rm(copy, { recursive: true });
    }),
    { numRuns: 12 },
  );
});

test('what a killed process left half-written goes with the next fit', async () => {
  const store = join(directory, 'abandoned');
  const { line } = await Line.open(store);
  await line.inspect(1);
  const folder = join(stationFolder(store, 'line1'), (await readdir(stationFolder(store, 'line1')))[0]);
  await writeFile(join(folder, '.999999999-1700000000000-abc.tmp'), 'half a model');
  await writeFile(join(folder, 'somebody else.tmp'), 'not ours');
  for (let number = 2; number <= WINDOW; number++) await line.inspect(number);
  await line.statuses.first(({ phase }) => phase === 'inspecting', 30_000);
  await line.close();
  const names = await readdir(folder);
  assert.deepEqual(
    names.filter((name) => name.endsWith('.tmp')),
    ['somebody else.tmp'],
  );
});
