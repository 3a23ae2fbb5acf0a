import type { Sample } from '../demo/dataset';
import { random } from '../demo/random';
import type { BenchSample, Unsteadiness } from './variants';

const SEED = 31;

/** The same pictures as an unsteady line would take them; a picture is always taken in the same way. */
export function unsteady(samples: readonly Sample[], most: Unsteadiness): BenchSample[] {
  const { shift, tilt, light } = most;
  const still = shift === 0 && tilt === 0;
  if (still && light === 0) return [...samples];
  return samples.map(({ mask, ...sample }, index) => {
    const from = random(SEED, index);
    const upTo = (limit: number) => from.between(-limit, limit);
    const drawn = { right: upTo(shift), down: upTo(shift), degrees: upTo(tilt), light: 1 + upTo(light) };
    // The mask no longer fits a part that was moved.
    return { ...sample, ...(mask && still && { mask }), variant: { kind: 'unsteady', ...drawn, most } };
  });
}
