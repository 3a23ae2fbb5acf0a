import type { Sample } from '../demo/dataset';
import { random } from '../demo/random';
import type { DrawnDefect } from './piece';
import type { BenchSample } from './variants';

const SEED = 47;
/** Of the good pictures, every so-manieth gives a defective piece as well. */
const EVERY = 3;

/**
 * A set's good pictures as those of a texture, which nowhere lies alike: a piece of each, and pieces with a drawn defect of one
 * kind. Its own defects are left out.
 */
export function texture(samples: readonly Sample[], defect: DrawnDefect): BenchSample[] {
  const good = samples.filter((sample) => !sample.defective);
  const piece = ({ path }: Sample, draw: DrawnDefect | null, index: number): BenchSample => {
    const seed = SEED + 2 * index + (draw ? 1 : 0);
    const from = random(seed);
    const where = { right: from.next(), down: from.next() };
    const variant = { kind: 'piece', ...where, defect: draw, seed } as const;
    return { path, defective: draw !== null, type: draw ?? 'good', variant };
  };
  return [
    ...good.map((sample, index) => piece(sample, null, index)),
    ...good.flatMap((sample, index) => (index % EVERY === 0 ? [piece(sample, defect, index)] : [])),
  ];
}
