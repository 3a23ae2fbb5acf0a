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

  /** @throws when an array is missing. */
  static fromStore(meta: StoredDetector, arrays: Record<string, StoredArray>): Detector {
    const array = (name: string) => floatArray(arrays, name);
    const { id, ...rest } = meta;
    const patch = { ...meta.patch, filter: array('patchFilter'), offset: array('patchOffset') };
    const pooled = {
      ...meta.pooled,
      mean: array('pooledMean'),
      weights: array('pooledWeights'),
      basis: array('pooledBasis'),
    };
    return new Detector({ ...rest, patch, pooled }, id);
  }
}

function floatArray(arrays: Record<string, StoredArray>, name: string): Float32Array {
  const array = arrays[name];
  if (array instanceof Float32Array) return array;
  throw new Error(`the stored model has no "${name}"`);
}
