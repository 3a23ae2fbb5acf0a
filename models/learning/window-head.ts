import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { WINDOW_GRAPHS } from '../backbones/manifest';
import { addScaled, type PatchMoments } from '../detectors/patch-moments';
import type { PatchResidual } from '../detectors/patch-residual';
import type { Products } from '../detectors/products';
import { floats, modelsDirectory, patchInputs, SESSION_OPTIONS } from '../inference/extractor';
import { BATCH, FrameStacks } from './frame-stacks';
import type { WindowFrame } from './window';

/** A frame is scored again and again by models that differ little: by this share of its patches, once they are known. */
const WORST_SHARE = 0.15;

/** The worst patches of a batch of frames, as the graph that scores them takes them. */
type WorstBatch = Record<'patch_codes' | 'patch_unit' | 'patch_offsets_of', Tensor>;

/** The worst patches of some frames, batch by batch. */
export interface WorstPatches {
  batches: readonly WorstBatch[];
  /** So many of a frame's patches make up its score. */
  top: number;
}

/**
 * The graphs that work on kept features. Between two batches the process turns to its other work, so that
 * inspection of other recipes goes on during a fit.
 */
export class WindowHead implements Products {
  private readonly stacks = new FrameStacks();

  private constructor(
    private readonly momentsSession: InferenceSession,
    private readonly distancesSession: InferenceSession,
    private readonly choiceSession: InferenceSession,
    private readonly worstSession: InferenceSession,
    private readonly productSession: InferenceSession,
    private readonly gramSession: InferenceSession,
  ) {}

  static async load(): Promise<WindowHead> {
    const load = (graph: keyof typeof WINDOW_GRAPHS) =>
      InferenceSession.create(join(modelsDirectory, WINDOW_GRAPHS[graph]), SESSION_OPTIONS);
    return new WindowHead(
      await load('moments'),
      await load('distances'),
      await load('choice'),
      await load('worst'),
      await load('product'),
      await load('gram'),
    );
  }

  /** Adds these frames to the moments. @param sign -1 takes them out */
  async sum(frames: readonly WindowFrame[], moments: PatchMoments, sign: 1 | -1): Promise<void> {
    const { sampled, sampledPositions } = moments;
    const { length } = sampledPositions;
    const positions = new Tensor('int64', BigInt64Array.from(sampledPositions, BigInt), [length]);
    for await (const { count, inputs } of this.stacks.of(frames, moments.dims)) {
      const { patch_sum, patch_outer, position_sum } = await this.momentsSession.run({
        ...inputs,
        sampled: positions,
      });
      sampled.add(count * length, floats(patch_sum), floats(patch_outer), sign);
      addScaled(moments.positionSum, floats(position_sum), sign);
      moments.frames += sign * count;
    }
  }

  async product(left: Float32Array, right: Float32Array, length: number): Promise<Float32Array> {
    const { product } = await this.productSession.run({
      left: new Tensor('float32', left, [left.length / length, length]),
      right: new Tensor('float32', right, [right.length / length, length]),
    });
    return floats(product);
  }

  async gram(rows: Float32Array, length: number): Promise<Float32Array> {
    const matrix = new Tensor('float32', rows, [rows.length / length, length]);
    const { gram } = await this.gramSession.run({ rows: matrix });
    return floats(gram);
  }

  /** Each frame's patch score under `model`: mean distance of its worst 1 % of patches. */
  async patchScores(frames: readonly WindowFrame[], model: PatchResidual): Promise<Float64Array> {
    const batches = await this.distances('patch_score', frames, model);
    return Float64Array.from(batches.flatMap((scores) => [...scores]));
  }

  /** As `patchScores`, and the patches of each frame that are the worst under `model`: the only ones that can decide its score. */
  async worstPatches(
    frames: readonly WindowFrame[],
    model: PatchResidual,
  ): Promise<{ scores: Float64Array; worst: WorstPatches }> {
    const fitted = patchInputs(model);
    const patches = frames[0].patches.codes.length / model.dims;
    const chosen = new Tensor('int64', BigInt64Array.of(BigInt(Math.ceil(WORST_SHARE * patches))), [1]);
    const scores: number[] = [];
    const worst: WorstBatch[] = [];
    for await (const { inputs } of this.stacks.of(frames, model.dims)) {
      const out = await this.choiceSession.run({ ...inputs, ...fitted, count: chosen });
      scores.push(...floats(out.patch_score));
      worst.push({
        patch_codes: out.worst_codes,
        patch_unit: inputs.patch_unit,
        patch_offsets_of: out.worst_positions,
      });
    }
    // As the graphs count: 1 % of the patches, rounded.
    const top = Math.max(1, Math.floor((patches + 50) / 100));
    return { scores: Float64Array.from(scores), worst: { batches: worst, top } };
  }

  /** As `patchScores`, from the worst patches alone. */
  async worstScores({ batches, top }: WorstPatches, model: PatchResidual): Promise<Float64Array> {
    const inputs = { ...patchInputs(model), top: new Tensor('int64', BigInt64Array.of(BigInt(top)), [1]) };
    const single = model.offset.length === model.dims;
    const scores: number[] = [];
    for (const batch of batches) {
      const { patch_score } = await this.worstSession.run({
        ...batch,
        ...inputs,
        ...(single ? { patch_offsets_of: zeros(batch.patch_offsets_of) } : null),
      });
      scores.push(...floats(patch_score));
      await nextTurn();
    }
    return Float64Array.from(scores);
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
    for await (const { inputs } of this.stacks.of(frames, model.dims)) {
      const out = await this.distancesSession.run({ ...inputs, ...fitted }, [output]);
      results.push(floats(out[output]));
    }
    return results;
  }
}

function zeros({ size, dims }: Tensor): Tensor {
  return new Tensor('int64', new BigInt64Array(size), dims);
}
