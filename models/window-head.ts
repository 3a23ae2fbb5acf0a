import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { WINDOW_GRAPHS } from './backbones/manifest';
import { addScaled, PatchMoments } from './detectors/patch-moments';
import type { PatchResidual, Product } from './detectors/patch-residual';
import { floats, modelsDirectory, patchInputs, SESSION_OPTIONS } from './extractor';
import type { WindowFrame } from './window';

/** Frames per run: large enough to keep the cores busy, small enough that a frame of the line waits little. */
const BATCH = 4;

/**
 * The graphs that work on kept features. Between two batches the process turns to its other work, so that
 * inspection of other recipes goes on during a fit.
 */
export class WindowHead {
  private constructor(
    private readonly momentsSession: InferenceSession,
    private readonly distancesSession: InferenceSession,
    private readonly productSession: InferenceSession,
  ) {}

  static async load(): Promise<WindowHead> {
    const { moments, distances, product } = WINDOW_GRAPHS;
    const [momentsSession, distancesSession, productSession] = await Promise.all(
      [moments, distances, product].map((file) =>
        InferenceSession.create(join(modelsDirectory, file), SESSION_OPTIONS),
      ),
    );
    return new WindowHead(momentsSession, distancesSession, productSession);
  }

  /** Moments of the patches of these frames together. */
  async moments(frames: readonly WindowFrame[], positions: number, dims: number): Promise<PatchMoments> {
    const total = new PatchMoments(positions, dims);
    const stack = new Stack(frames, dims);
    for (const batch of batches(frames)) {
      const { patch_sum, patch_outer, position_sum } = await this.momentsSession.run(stack.of(batch));
      total.all.add(batch.length * positions, floats(patch_sum), floats(patch_outer));
      addScaled(total.positionSum, floats(position_sum), 1);
      total.frames += batch.length;
      await nextTurn();
    }
    return total;
  }

  readonly product: Product = async (left, right, length) => {
    const { product } = await this.productSession.run({
      left: new Tensor('float32', left, [left.length / length, length]),
      right: new Tensor('float32', right, [right.length / length, length]),
    });
    return floats(product);
  };

  /** Each frame's patch score under `model`: mean distance of its worst 1 % of patches. */
  async patchScores(frames: readonly WindowFrame[], model: PatchResidual): Promise<Float64Array> {
    const batches = await this.distances('patch_score', frames, model);
    return Float64Array.from(batches.flatMap((scores) => [...scores]));
  }

  /** Distance of every patch of each frame under `model`, row by row. */
  async patchMaps(frames: readonly WindowFrame[], model: PatchResidual): Promise<Float32Array[]> {
    const batches = await this.distances('patch_map', frames, model);
    return batches.flatMap((maps, batch) => {
      const count = Math.min(BATCH, frames.length - batch * BATCH);
      const length = maps.length / count;
      return Array.from({ length: count }, (_, index) => maps.slice(index * length, (index + 1) * length));
    });
  }

  /** One output of the graph for all frames, batch by batch. */
  private async distances(
    output: 'patch_score' | 'patch_map',
    frames: readonly WindowFrame[],
    model: PatchResidual,
  ): Promise<Float32Array[]> {
    const fitted = patchInputs(model);
    const results: Float32Array[] = [];
    const stack = new Stack(frames, model.dims);
    for (const batch of batches(frames)) {
      const out = await this.distancesSession.run({ ...stack.of(batch), ...fitted }, [output]);
      results.push(floats(out[output]));
      await nextTurn();
    }
    return results;
  }
}

function* batches(frames: readonly WindowFrame[]): Iterable<readonly WindowFrame[]> {
  for (let start = 0; start < frames.length; start += BATCH) yield frames.slice(start, start + BATCH);
}

/** The graphs' inputs for one batch after the other, in memory that is used again. */
class Stack {
  private readonly length: number;
  private readonly codes: Int16Array;

  constructor(
    frames: readonly WindowFrame[],
    private readonly dims: number,
  ) {
    this.length = frames[0]?.patches.codes.length ?? 0;
    this.codes = new Int16Array(Math.min(BATCH, frames.length) * this.length);
  }

  /** Codes frames x patches x D, units frames x 1 x 1; good until the next call. */
  of(batch: readonly WindowFrame[]): Record<'patch_codes' | 'patch_unit', Tensor> {
    const { length, dims } = this;
    batch.forEach(({ patches }, index) => {
      this.codes.set(patches.codes, index * length);
    });
    const codes = this.codes.subarray(0, batch.length * length);
    const units = Float32Array.from(batch, ({ patches }) => patches.unit);
    return {
      patch_codes: new Tensor('int16', codes, [batch.length, length / dims, dims]),
      patch_unit: new Tensor('float32', units, [batch.length, 1, 1]),
    };
  }
}
