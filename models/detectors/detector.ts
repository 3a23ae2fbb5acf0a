import { randomUUID } from 'node:crypto';
import { type FittedInputs, type FrameFeatures, fittedInputs } from '../extractor';
import type { StoredArray } from '../store/record';
import { Evaluation, type Judgement } from '../verdict';
import type { SoftSubspace } from './soft-subspace';

/** Centre and scale of the logarithm of one distance over good frames. */
export interface LogNormal {
  centre: number;
  scale: number;
}

type StoredSubspace = Pick<SoftSubspace, 'dims' | 'scale' | 'rank'>;

/** Everything of a detector that is no array. */
export interface StoredDetector {
  id: string;
  patch: StoredSubspace;
  pooled: StoredSubspace;
  patchLog: LogNormal;
  pooledLog: LogNormal;
  /** Raw anomaly distance at which a frame becomes NotOK. */
  threshold: number;
  /** Patch distance that good frames hardly exceed: heat 1 of the anomaly map. */
  patchLimit: number;
}

export interface DetectorParts {
  patch: SoftSubspace;
  pooled: SoftSubspace;
  patchLog: LogNormal;
  pooledLog: LogNormal;
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
  /** Made once; fed to every run of the graph. */
  readonly inputs: FittedInputs;

  constructor(
    readonly parts: DetectorParts,
    readonly id: string = randomUUID(),
  ) {
    this.inputs = fittedInputs(parts.patch, parts.pooled);
  }

  assess(features: FrameFeatures): Assessment {
    const { patchLog, pooledLog, threshold, patchLimit } = this.parts;
    const rawScore = joinedDistance(features.patchScore, features.pooledScore, patchLog, pooledLog);
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

  toStore(): { meta: StoredDetector; arrays: Record<string, StoredArray> } {
    const { patch, pooled, ...rest } = this.parts;
    return {
      meta: {
        ...rest,
        id: this.id,
        patch: { dims: patch.dims, scale: patch.scale, rank: patch.rank },
        pooled: { dims: pooled.dims, scale: pooled.scale, rank: pooled.rank },
      },
      arrays: {
        patchMean: patch.mean,
        patchWeights: patch.weights,
        patchBasis: patch.basis,
        pooledMean: pooled.mean,
        pooledWeights: pooled.weights,
        pooledBasis: pooled.basis,
      },
    };
  }

  /** @throws when an array is missing. */
  static fromStore(meta: StoredDetector, arrays: Record<string, StoredArray>): Detector {
    const subspace = (name: 'patch' | 'pooled'): SoftSubspace => ({
      ...meta[name],
      mean: floatArray(arrays, `${name}Mean`),
      weights: floatArray(arrays, `${name}Weights`),
      basis: floatArray(arrays, `${name}Basis`),
    });
    const { id, ...rest } = meta;
    return new Detector({ ...rest, patch: subspace('patch'), pooled: subspace('pooled') }, id);
  }
}

/**
 * Joins both distances: each is standardised in log space by what good frames showed out of fold, the mean of the
 * two is put back on a scale of distances with their mean spread. A joined distance 30 % above another one thus
 * means about that for the distances behind it.
 */
export function joinedDistance(
  patch: number,
  pooled: number,
  patchLog: LogNormal,
  pooledLog: LogNormal,
): number {
  const deviation = (standardised(patch, patchLog) + standardised(pooled, pooledLog)) / 2;
  return Math.exp((deviation * (patchLog.scale + pooledLog.scale)) / 2);
}

/** Zero distances do occur (a frame identical to the mean); the logarithm must stay finite. */
const SMALLEST = 1e-12;

export function logDistance(distance: number): number {
  return Math.log(Math.max(SMALLEST, distance));
}

function standardised(distance: number, { centre, scale }: LogNormal): number {
  return (logDistance(distance) - centre) / scale;
}

function floatArray(arrays: Record<string, StoredArray>, name: string): Float32Array {
  const array = arrays[name];
  if (array instanceof Float32Array) return array;
  throw new Error(`the stored model has no "${name}"`);
}
