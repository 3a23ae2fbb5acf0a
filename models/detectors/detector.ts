import { randomUUID } from 'node:crypto';
import type { FrameFeatures } from '../frame/frame-features';
import type { StoredArray } from '../store/record';
import { Evaluation, type Judgement } from '../verdict';
import { type JointScale, joinLogs, logDistance } from './joint';
import type { PatchResidual } from './patch-residual';
import type { SoftSubspace } from './soft-subspace';

/** Everything of a detector that is no array. */
export interface StoredDetector {
  id: string;
  patch: Pick<PatchResidual, 'dims'>;
  pooled: Pick<SoftSubspace, 'dims' | 'scale' | 'rank'>;
  joint: JointScale;
  /** Raw anomaly distance at which a frame becomes NotOK. */
  threshold: number;
  /** Patch distance that good frames hardly exceed: heat 1 of the anomaly map. */
  patchLimit: number;
}

export interface DetectorParts {
  patch: PatchResidual;
  pooled: SoftSubspace;
  joint: JointScale;
  threshold: number;
  patchLimit: number;
}

/** What the detector thinks of one frame. */
export interface Assessment {
  judgement: Judgement;
  /** Share of the patch limit that each patch uses up, as long as the map. */
  heat: Float32Array;
}

/** The fitted one-class model of one recipe: two distances, how they are joined, and the threshold. */
export class Detector {
  constructor(
    readonly parts: DetectorParts,
    readonly id: string = randomUUID(),
  ) {}

  assess(features: FrameFeatures): Assessment {
    const { threshold, patchLimit } = this.parts;
    const rawScore = this.rawScore(features.patchScore, features.pooledScore);
    const score = rawScore / threshold;
    const bad = !(score <= 1);
    return {
      judgement: {
        evaluation: bad ? Evaluation.NotOK : Evaluation.OK,
        score,
        threshold: 1,
        rawScore,
        reason: bad
          ? `anomaly score ${score.toFixed(2)} is above the threshold`
          : 'within what good parts show',
        modelId: this.id,
      },
      heat: features.map.map((distance) => distance / patchLimit),
    };
  }

  /** The joint anomaly distance of a frame with these distances to the two models. */
  rawScore(patchScore: number, pooledScore: number): number {
    return Math.exp(joinLogs(logDistance(patchScore), logDistance(pooledScore), this.parts.joint));
  }

  /** The same model, under the same id, at another threshold. */
  withThreshold(threshold: number): Detector {
    return new Detector({ ...this.parts, threshold }, this.id);
  }

  toStore(): { meta: StoredDetector; arrays: Record<string, StoredArray> } {
    const { patch, pooled, ...rest } = this.parts;
    return {
      meta: {
        ...rest,
        id: this.id,
        patch: { dims: patch.dims },
        pooled: { dims: pooled.dims, scale: pooled.scale, rank: pooled.rank },
      },
      arrays: {
        patchFilter: patch.filter,
        patchOffset: patch.offset,
        pooledMean: pooled.mean,
        pooledWeights: pooled.weights,
        pooledBasis: pooled.basis,
      },
    };
  }

  /** @throws when an array is missing or does not fit the others */
  static fromStore(meta: StoredDetector, arrays: Record<string, StoredArray>): Detector {
    const { id, ...rest } = meta;
    const { dims, rank } = meta.pooled;
    // A patch's mean is one row, or one for each position.
    const rows = Math.max(1, Math.round((arrays.patchOffset?.length ?? 0) / meta.patch.dims));
    const patch = {
      ...meta.patch,
      filter: floats(arrays, 'patchFilter', meta.patch.dims ** 2),
      offset: floats(arrays, 'patchOffset', rows * meta.patch.dims),
    };
    const pooled = {
      ...meta.pooled,
      mean: floats(arrays, 'pooledMean', dims),
      weights: floats(arrays, 'pooledWeights', dims),
      basis: floats(arrays, 'pooledBasis', dims * rank),
    };
    return new Detector({ ...rest, patch, pooled }, id);
  }
}

function floats(arrays: Record<string, StoredArray>, name: string, length: number): Float32Array {
  const array = arrays[name];
  if (!(array instanceof Float32Array)) throw new Error(`the stored model has no "${name}"`);
  if (array.length === length) return array;
  throw new Error(`"${name}" of the stored model has ${array.length} numbers instead of ${length}`);
}
