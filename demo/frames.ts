import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import type { Sample } from './dataset';
import { lineOrder, type OrderOptions } from './order';
import { partDrawer } from './part/draw';
import { random, shuffled } from './random';
import { Sentence } from './sentence';

/** One part under the camera, and the truth about it. */
export interface DemoFrame {
  partId: string;
  defective: boolean;
  /** Encoded picture. */
  image: Buffer;
}

/** Where the camera's pictures come from. The first `window` frames are the polluted training window. */
export interface FrameSource {
  window: number;
  /** Frame number `index` (from 0), the same one every time. */
  frame(index: number): Promise<DemoFrame>;
}

/** The drawn part, for ever. */
export function drawnFrames(options: OrderOptions): FrameSource {
  const order = lineOrder(options);
  const drawer = partDrawer(options.seed);
  return {
    window: options.window,
    async frame(index) {
      const defective = order.defective(index);
      return { partId: partNumber(index), defective, image: await drawer.draw(index, defective) };
    },
  };
}

/** Window lengths that a station takes. */
const shortest = 20;
const usual = 200;

/** Share of the good pictures that the window may use when nobody says how long it is; the rest is inspected. */
const forTraining = 0.7;

/**
 * Pictures of a data set, shuffled: first a window with the wanted share of defects, then all others mixed, again and
 * again in another order.
 * @param window length of the training window; when absent, as long as the good pictures allow, at most 200
 * @throws Sentence when there are too few pictures for the window
 */
export function replayedFrames(
  samples: Sample[],
  { seed, contamination, window }: { seed: number; contamination: number; window?: number },
): FrameSource {
  const from = random(seed, 3);
  const good = shuffled(
    samples.filter((sample) => !sample.defective),
    from,
  );
  const bad = shuffled(
    samples.filter((sample) => sample.defective),
    from,
  );
  const fitting = Math.max(
    shortest,
    Math.min(usual, Math.round((forTraining * good.length) / (1 - contamination))),
  );
  const length = window ?? fitting;
  const polluted = Math.round(length * contamination);
  if (length - polluted > good.length || polluted > bad.length) {
    const wanted = `a window of ${length} frames needs ${length - polluted} good and ${polluted} defective ones`;
    throw new Sentence(`The folder has ${good.length} good and ${bad.length} defective pictures; ${wanted}.`);
  }
  const first = shuffled([...good.splice(0, length - polluted), ...bad.splice(0, polluted)], from);
  const rest = [...good, ...bad].length > 0 ? [...good, ...bad] : first;
  const sampleAt = (index: number) => {
    if (index < length) return first[index];
    const round = Math.floor((index - length) / rest.length);
    return shuffled(rest, random(seed, 4 + round))[(index - length) % rest.length];
  };
  return {
    window: length,
    async frame(index) {
      const { path, defective } = sampleAt(index);
      return { partId: parse(path).name, defective, image: await readFile(path) };
    },
  };
}

function partNumber(index: number): string {
  return `F${String(index + 1).padStart(6, '0')}`;
}
