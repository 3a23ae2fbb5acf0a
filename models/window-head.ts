import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { WINDOW_GRAPHS } from './backbones/manifest';
import { addScaled, PatchMoments } from './detectors/patch-moments';
import type { SoftSubspace } from './detectors/soft-subspace';
import { floats, modelsDirectory, subspaceInputs } from './extractor';
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
  ) {}

  static async load(): Promise<WindowHead> {
    const [moments, distances] = await Promise.all(
      [WINDOW_GRAPHS.moments, WINDOW_GRAPHS.distances].map((file) =>
        InferenceSession.create(join(modelsDirectory, file)),
      ),
    );
    return new WindowHead(moments, distances);
  }

  /** Moments of the patches of these frames together. */
  async moments(frames: readonly WindowFrame[], positions: number, dims: number): Promise<PatchMoments> {
    const total = new PatchMoments(positions, dims);
    for (const batch of batches(frames)) {
      const { patch_sum, patch_outer, position_sum } = await this.momentsSession.run(stack(batch, dims));
      const sums = floats(patch_sum);
      const outers = floats(patch_outer);
      for (let index = 0; index < batch.length; index++) {
        const sum = sums.subarray(index * dims, (index + 1) * dims);
        total.all.add(positions, sum, outers.subarray(index * dims ** 2, (index + 1) * dims ** 2));
      }
      addScaled(total.positionSum, floats(position_sum), 1);
      total.frames += batch.length;
      await nextTurn();
    }
    return total;
  }

  /** Each frame's patch score under `model`: mean distance of its worst 1 % of patches. */
  async patchScores(frames: readonly WindowFrame[], model: SoftSubspace): Promise<Float64Array> {
    const batches = await this.distances('patch_score', frames, model);
    return Float64Array.from(batches.flatMap((scores) => [...scores]));
  }

  /** Distance of every patch of each frame under `model`, row by row. */
  async patchMaps(frames: readonly WindowFrame[], model: SoftSubspace): Promise<Float32Array[]> {
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
    model: SoftSubspace,
  ): Promise<Float32Array[]> {
    const fitted = subspaceInputs('patch', model);
    const results: Float32Array[] = [];
    for (const batch of batches(frames)) {
      const out = await this.distancesSession.run({ ...stack(batch, model.dims), ...fitted }, [output]);
      results.push(floats(out[output]));
      await nextTurn();
    }
    return results;
  }
}

function* batches(frames: readonly WindowFrame[]): Iterable<readonly WindowFrame[]> {
  for (let start = 0; start < frames.length; start += BATCH) yield frames.slice(start, start + BATCH);
}

/** Codes frames x patches x D, units frames x 1 x 1. */
function stack(frames: readonly WindowFrame[], dims: number) {
  const { length } = frames[0].patches.codes;
  const codes = new Int16Array(frames.length * length);
  frames.forEach((frame, index) => {
    codes.set(frame.patches.codes, index * length);
  });
  const units = Float32Array.from(frames, (frame) => frame.patches.unit);
  return {
    patch_codes: new Tensor('int16', codes, [frames.length, length / dims, dims]),
    patch_unit: new Tensor('float32', units, [frames.length, 1, 1]),
  };
}
