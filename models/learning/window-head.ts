import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { WINDOW_GRAPHS } from '../backbones/manifest';
import { inTurns } from '../concurrency/in-turns';
import { addScaled, PatchMoments } from '../detectors/patch-moments';
import type { PatchResidual } from '../detectors/patch-residual';
import type { Products } from '../detectors/products';
import { floats, modelsDirectory, patchInputs, SESSION_OPTIONS } from '../inference/extractor';
import type { WindowFrame } from './window';

/** Frames per run: large enough to keep the cores busy, small enough that a frame of the line waits little. */
const BATCH = 4;

/** A frame is scored again and again by models that differ little: by this share of its patches, once they are known. */
const WORST_SHARE = 0.2;
/** As much work as a batch of whole frames. */
const WORST_BATCH = 20;

/** The worst patches of one frame. */
export interface WorstPatches {
  /** Row by row, as those of the frame. */
  codes: Int16Array;
  unit: number;
  /** Where they are in the frame. */
  positions: BigInt64Array;
  /** So many of them make up the frame's score. */
  top: number;
}

/**
 * The graphs that work on kept features. Between two batches the process turns to its other work, so that
 * inspection of other recipes goes on during a fit.
 */
export class WindowHead implements Products {
  private constructor(
    private readonly momentsSession: InferenceSession,
    private readonly distancesSession: InferenceSession,
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
      await load('worst'),
      await load('product'),
      await load('gram'),
    );
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

  /** The patches of each frame that are the worst under `model`: the only ones that can decide its score. */
  async worstPatches(frames: readonly WindowFrame[], model: PatchResidual): Promise<WorstPatches[]> {
    const maps = await this.patchMaps(frames, model);
    const worst: WorstPatches[] = [];
    await inTurns(frames.length, (index) => {
      worst.push(worstOf(frames[index], maps[index], model.dims));
    });
    return worst;
  }

  /** As `patchScores`, from the worst patches alone. */
  async worstScores(frames: readonly WorstPatches[], model: PatchResidual): Promise<Float64Array> {
    const fitted = patchInputs(model);
    const single = model.offset.length === model.dims;
    const scores: number[] = [];
    for (const batch of batches(frames, WORST_BATCH)) {
      const count = batch[0].positions.length;
      const codes = new Int16Array(batch.length * count * model.dims);
      const offsetsOf = new BigInt64Array(batch.length * count);
      batch.forEach((frame, index) => {
        codes.set(frame.codes, index * frame.codes.length);
        if (!single) offsetsOf.set(frame.positions, index * count);
      });
      const units = Float32Array.from(batch, ({ unit }) => unit);
      const { patch_score } = await this.worstSession.run({
        ...fitted,
        patch_codes: new Tensor('int16', codes, [batch.length, count, model.dims]),
        patch_unit: new Tensor('float32', units, [batch.length, 1, 1]),
        patch_offsets_of: new Tensor('int64', offsetsOf, [batch.length, count]),
        top: new Tensor('int64', BigInt64Array.of(BigInt(batch[0].top)), [1]),
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
    const stack = new Stack(frames, model.dims);
    for (const batch of batches(frames)) {
      const out = await this.distancesSession.run({ ...stack.of(batch), ...fitted }, [output]);
      results.push(floats(out[output]));
      await nextTurn();
    }
    return results;
  }
}

function* batches<Frame>(frames: readonly Frame[], size = BATCH): Iterable<readonly Frame[]> {
  for (let start = 0; start < frames.length; start += size) yield frames.slice(start, start + size);
}

function worstOf({ patches: { codes, unit } }: WindowFrame, map: Float32Array, dims: number): WorstPatches {
  const count = Math.max(1, Math.ceil(WORST_SHARE * map.length));
  const least = map.slice().sort()[map.length - count];
  const positions = [...map.keys()].filter((position) => map[position] >= least).slice(0, count);
  const chosen = new Int16Array(count * dims);
  positions.forEach((position, at) => {
    chosen.set(codes.subarray(position * dims, (position + 1) * dims), at * dims);
  });
  // As the graphs count: 1 % of the patches, rounded.
  const top = Math.max(1, Math.floor((map.length + 50) / 100));
  return { codes: chosen, unit, positions: BigInt64Array.from(positions, BigInt), top };
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
