import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Sample } from '../../demo/dataset';
import { type DemoFrame, drawnFrames, type FrameSource, replayedFrames } from '../../demo/frames';
import { lineOrder } from '../../demo/order';

const indices = (from: number, to: number) => Array.from({ length: to - from }, (_, step) => from + step);

test('exactly the asked share of the window is defective, whatever the seed', () => {
  for (let seed = 0; seed < 50; seed++) {
    const order = lineOrder({ seed, window: 60, contamination: 0.1, defectRate: 0.08 });
    assert.equal(indices(0, 60).filter((index) => order.defective(index)).length, 6);
  }
});

test('after the window parts are defective at about the asked rate, the same ones every time', () => {
  const options = { seed: 7, window: 20, contamination: 0, defectRate: 0.08 };
  const defects = indices(20, 10_020).filter((index) => lineOrder(options).defective(index));
  // 10,000 draws at 8 %: standard deviation 27.
  assert.ok(Math.abs(defects.length - 800) < 5 * 27, `${defects.length} of 10000`);
  assert.deepEqual(
    indices(20, 10_020).filter((index) => lineOrder(options).defective(index)),
    defects,
  );
});

test('a drawn frame is a 640x480 JPEG, repeatable, and shows its defect', async () => {
  const options = { seed: 3, window: 20, contamination: 0.1, defectRate: 0.5 };
  const source = drawnFrames(options);
  const frame = await source.frame(25);
  const { format, width, height } = await sharp(frame.image).metadata();
  assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 640, height: 480 });
  assert.ok((await drawnFrames(options).frame(25)).image.equals(frame.image));
  const never = drawnFrames({ ...options, defectRate: 0 });
  const always = drawnFrames({ ...options, defectRate: 1 });
  for (const index of indices(25, 35)) {
    const [good, bad] = [await never.frame(index), await always.frame(index)];
    assert.deepEqual([good.defective, bad.defective], [false, true]);
    assert.ok((await changedPixels(good.image, bad.image)) >= 20, `frame ${index} hides its defect`);
  }
});

/** Pixels that differ by more than noise and JPEG make them differ. */
async function changedPixels(one: Buffer, other: Buffer): Promise<number> {
  const [first, second] = await Promise.all(
    [one, other].map((jpeg) => sharp(jpeg).greyscale().raw().toBuffer()),
  );
  return first.filter((value, pixel) => Math.abs(value - second[pixel]) > 30).length;
}

async function replay(
  good: number,
  bad: number,
  options: { seed: number; contamination: number; window?: number },
  use: (source: FrameSource) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sroc-frames-'));
  try {
    const samples: Sample[] = indices(0, good + bad).map((index) => {
      const defective = index >= good;
      return { path: join(folder, `p${index}.png`), defective, type: defective ? 'defect' : 'good' };
    });
    for (const { path } of samples) await writeFile(path, path);
    await use(replayedFrames(samples, options));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const framesOf = (source: FrameSource, from: number, to: number): Promise<DemoFrame[]> =>
  Promise.all(indices(from, to).map((index) => source.frame(index)));
const parts = (frames: DemoFrame[]) => frames.map((frame) => frame.partId);

test('a replay pollutes its window as asked and then shows every other picture once a round', async () => {
  await replay(40, 12, { seed: 5, contamination: 0.1, window: 30 }, async (source) => {
    const window = await framesOf(source, 0, 30);
    assert.equal(window.filter((frame) => frame.defective).length, 3);
    assert.equal(new Set(parts(window)).size, 30);
    const first = await framesOf(source, 30, 52);
    const second = await framesOf(source, 52, 74);
    assert.deepEqual(parts(first).sort(), parts(second).sort());
    assert.notDeepEqual(parts(first), parts(second));
    assert.equal(new Set([...parts(window), ...parts(first)]).size, 52);
    assert.equal(first.filter((frame) => frame.defective).length, 9);
    assert.ok(first[0].image.toString().endsWith(`${first[0].partId}.png`));
  });
});

test('the same seed replays the same order, another seed another one', async () => {
  const orderOf = async (seed: number) => {
    let order: string[] = [];
    await replay(30, 6, { seed, contamination: 0.1, window: 20 }, async (source) => {
      order = parts(await framesOf(source, 0, 36));
    });
    return order;
  };
  assert.deepEqual(await orderOf(1), await orderOf(1));
  assert.notDeepEqual(await orderOf(1), await orderOf(2));
});

test('without a wish the window leaves good pictures for inspection and is at most 200 long', async () => {
  // 45 good: 0.7 * 45 / 0.9 = 35; 400 good would allow 311.
  await replay(45, 10, { seed: 1, contamination: 0.1 }, async (source) => assert.equal(source.window, 35));
  await replay(400, 40, { seed: 1, contamination: 0.1 }, async (source) => assert.equal(source.window, 200));
});

test('too few pictures for the window is a sentence with the counts', async () => {
  await assert.rejects(
    replay(45, 40, { seed: 1, contamination: 0.1, window: 60 }, async () => {}),
    /The folder has 45 good and 40 defective pictures; a window of 60 frames needs 54 good and 6 defective ones\./,
  );
});
