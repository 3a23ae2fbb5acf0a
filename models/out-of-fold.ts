import { logDistance } from './detectors/detector';
import { GramMahalanobis } from './detectors/gram';
import type { PatchMoments } from './detectors/patch-moments';
import { patchSubspace } from './detectors/patch-subspace';
import type { SoftSubspace } from './detectors/soft-subspace';
import { assignFolds, FOLDS } from './folds';
import { nearDuplicates } from './near-duplicates';
import type { WindowFrame } from './window';
import type { WindowHead } from './window-head';

/** Shrinkage of the pooled covariance. */
const SHRINKAGE = 0.05;

/** Logarithms of both distances of every frame, by models that did not see it. */
export interface LogDistances {
  patch: Float64Array;
  pooled: Float64Array;
}

/**
 * A window prepared for scoring frames by detectors that did not see them. In-sample scores do not serve: a
 * covariance with little shrinkage hides its own outliers. All models come from sums, so that fitting without some
 * frames costs little more than subtracting them.
 */
export class OutOfFold {
  /** Near-duplicate group of every frame: the index of its first member. */
  readonly groups: readonly number[];
  private readonly folds: readonly number[];
  private readonly dims: number;

  private constructor(
    private readonly frames: readonly WindowFrame[],
    private readonly head: WindowHead,
    private readonly gram: GramMahalanobis,
    patchDims: number,
  ) {
    this.groups = nearDuplicates(frames.length, (left, right) => gram.between(left, right));
    this.folds = assignFolds(this.groups);
    this.dims = patchDims;
  }

  static prepare(frames: readonly WindowFrame[], head: WindowHead, patchDims: number): OutOfFold {
    const gram = new GramMahalanobis(
      frames.map((frame) => frame.pooled),
      SHRINKAGE,
    );
    return new OutOfFold(frames, head, gram, patchDims);
  }

  /** Scores every frame, kept or not, by models of the kept frames of the other folds. */
  async score(kept: readonly boolean[]): Promise<LogDistances> {
    const counted = this.counted(kept);
    const moments = await this.foldMoments(counted);
    const patch = new Float64Array(this.frames.length);
    const pooled = new Float64Array(this.frames.length);
    for (let fold = 0; fold < FOLDS; fold++) {
      const held = indices(this.folds, (own) => own === fold);
      const training = counted.filter((index) => this.folds[index] !== fold);
      if (held.length === 0) continue;
      const model = patchSubspace(others(moments, fold));
      const patchScores = await this.head.patchScores(
        held.map((index) => this.frames[index]),
        model,
      );
      const pooledScores = this.gram.distances(training);
      held.forEach((index, at) => {
        patch[index] = logDistance(patchScores[at]);
        pooled[index] = logDistance(pooledScores[index]);
      });
    }
    return { patch, pooled };
  }

  /** Both models of all kept frames together. */
  async fit(kept: readonly boolean[]): Promise<{ patch: SoftSubspace; pooled: SoftSubspace }> {
    const counted = this.counted(kept);
    const moments = await this.foldMoments(counted);
    return { patch: patchSubspace(others(moments, -1)), pooled: this.gram.fit(counted) };
  }

  /** The kept frames that count: one of each near-duplicate group. */
  private counted(kept: readonly boolean[]): number[] {
    const seen = new Set<number>();
    return indices(kept, (own) => own).filter((index) => {
      const group = this.groups[index];
      if (seen.has(group)) return false;
      seen.add(group);
      return true;
    });
  }

  private last: { key: string; moments: PatchMoments[] } | null = null;

  /** Patch moments of the counted frames of each fold. */
  private async foldMoments(counted: readonly number[]): Promise<PatchMoments[]> {
    const key = counted.join();
    if (this.last?.key === key) return this.last.moments;
    const moments: PatchMoments[] = [];
    for (let fold = 0; fold < FOLDS; fold++) {
      const own = counted.filter((index) => this.folds[index] === fold);
      moments.push(
        await this.head.moments(
          own.map((index) => this.frames[index]),
          this.dims,
        ),
      );
    }
    this.last = { key, moments };
    return moments;
  }
}

/** Sum of the moments of all folds but one. */
function others(moments: readonly PatchMoments[], without: number): PatchMoments {
  return moments.filter((_, fold) => fold !== without).reduce((sum, next) => sum.plus(next));
}

function indices<Value>(values: readonly Value[], wanted: (value: Value) => boolean): number[] {
  return values.flatMap((value, index) => (wanted(value) ? [index] : []));
}
