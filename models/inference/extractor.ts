import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type BackboneName, backbones } from '../backbones';
import { readManifest } from '../backbones/manifest';
import type { PatchResidual } from '../detectors/patch-residual';
import type { SoftSubspace } from '../detectors/soft-subspace';
import type { DecodedFrame } from '../frame/decode';
import type { FrameFeatures } from '../frame/frame-features';
import { packageRoot } from '../package-root';

/** Where the converted graphs are. */
export const modelsDirectory = join(packageRoot, 'models', 'build');

/** The graph inputs that carry what was fitted; made once per model and fed to every run. */
export type FittedInputs = Record<string, Tensor>;

export function fittedInputs(patch: PatchResidual, pooled: SoftSubspace): FittedInputs {
  const { dims, mean, weights, scale, basis, rank } = pooled;
  return {
    ...patchInputs(patch),
    pooled_mean: new Tensor('float32', mean, [1, dims]),
    pooled_weights: new Tensor('float32', weights, [dims]),
    pooled_scale: new Tensor('float32', Float32Array.of(scale), [1]),
    pooled_basis: new Tensor('float32', basis, [dims, rank]),
  };
}

export function patchInputs({ dims, filter, offset }: PatchResidual): FittedInputs {
  return {
    patch_filter: new Tensor('float32', filter, [dims, dims]),
    patch_offset: new Tensor('float32', offset, [offset.length / dims, dims]),
  };
}

/** How a graph is run that has all cores to itself. */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  graphOptimizationLevel: 'all',
  // Spinning threads steal the cores that decode the next frame and that Node-RED runs on.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

/** More cores than this gain a frame among others little. */
const MOST_CORES = 4;

/** How a graph is run that shares the cores. @param sharers so many run at once, this one included */
function sharedSession(sharers: number): InferenceSession.SessionOptions {
  const share = Math.floor(availableParallelism() / sharers);
  return { ...SESSION_OPTIONS, intraOpNumThreads: Math.min(MOST_CORES, Math.max(1, share)) };
}

const OUTPUTS = ['patch_codes', 'patch_unit', 'pooled', 'patch_score', 'pooled_score', 'patch_map'];

/** A backbone loaded into onnxruntime. `run` blocks its thread: stations infer in threads of their own. */
export class Extractor {
  /** Inputs for frames that are only collected; their scores mean nothing. */
  readonly unfitted: FittedInputs;

  private constructor(
    readonly backbone: BackboneName,
    readonly graphVersion: number,
    private readonly session: InferenceSession,
  ) {
    const { patchDims, pooledDims } = backbones[backbone];
    this.unfitted = fittedInputs(
      { dims: patchDims, filter: new Float32Array(patchDims ** 2), offset: new Float32Array(patchDims) },
      origin(pooledDims),
    );
  }

  /**
   * @param sharers so many extractors run at once, this one included
   * @throws a sentence when the graph or the native library cannot be loaded
   */
  static async load(backbone: BackboneName, sharers = 1): Promise<Extractor> {
    const manifest = await readManifest(modelsDirectory);
    const file = join(modelsDirectory, backbones[backbone].file);
    const options = sharers === 1 ? SESSION_OPTIONS : sharedSession(sharers);
    const session = await InferenceSession.create(file, options);
    return new Extractor(backbone, manifest.graphVersion, session);
  }

  async run({ pixels, size }: DecodedFrame, fitted: FittedInputs): Promise<FrameFeatures> {
    const image = new Tensor('uint8', pixels, [1, size, size, 3]);
    const out = await this.session.run({ image, ...fitted }, OUTPUTS);
    return {
      patches: { codes: codes(out.patch_codes), unit: floats(out.patch_unit)[0] },
      pooled: floats(out.pooled),
      patchScore: floats(out.patch_score)[0],
      pooledScore: floats(out.pooled_score)[0],
      map: floats(out.patch_map),
      side: out.patch_map.dims[1],
    };
  }
}

function origin(dims: number): SoftSubspace {
  return {
    dims,
    mean: new Float32Array(dims),
    weights: new Float32Array(dims).fill(1),
    scale: 1,
    basis: new Float32Array(dims),
    rank: 1,
  };
}

export function floats(tensor: Tensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new Error(`the graph gave ${tensor.type} where float32 was expected`);
}

function codes(tensor: Tensor): Int16Array {
  if (tensor.data instanceof Int16Array) return tensor.data;
  throw new Error(`the graph gave ${tensor.type} where int16 was expected`);
}
