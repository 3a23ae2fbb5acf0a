import { GramMahalanobis } from '../detectors/gram';
import { type LogDistances, logDistance } from '../detectors/joint';
import { PatchMoments } from '../detectors/patch-moments';
import { type PatchResidual, patchResidual } from '../detectors/patch-residual';
import type { SoftSubspace } from '../detectors/soft-subspace';
import { FoldMoments } from './fold-moments';
import { assignFolds, FOLDS, foldTurns } from './folds';
import { nearDuplicates } from './near-duplicates';
import type { WindowFrame } from './window';
import type { WindowHead, WorstPatches } from './window-head';

/** Shrinkage of the pooled covariance. */
const SHRINKAGE = 0.05;

/**
 * A window prepared for scoring frames by detectors that did not see them. In-sample scores do not serve: a
 * covariance with little shrinkage hides its own outliers. All models come from sums, so that fitting without some
 * frames costs little more than subtracting them.
 */
export class OutOfFold {
  /** Near-duplicate group of every frame: the index of its first member. */
  readonly groups: readonly number[];
  private readonly folds: readonly number[];
  /** Indices of each fold's frames. */
  private readonly held: readonly number[][];
  private readonly moments: readonly FoldMoments[];
  /** Of each fold's frames, once `quickPatches` has seen all of them. */
  private readonly worst: WorstPatches[] = [];

  private constructor(
    private readonly frames: readonly WindowFrame[],
    private readonly head: WindowHead,
    private readonly gram: GramMahalanobis,
    patchDims: number,
  ) {
    this.groups = nearDuplicates(frames.length, (left, right) => gram.between(left, right));
    this.folds = assignFolds(this.groups);
    this.held = Array.from({ length: FOLDS }, (_, fold) => indices(this.folds, (own) => own === fold));
    this.moments = this.held.map((held) => new FoldMoments(frames, held, patchDims));
  }

  static async prepare(
    frames: readonly WindowFrame[],
    head: WindowHead,
    patchDims: number,
  ): Promise<OutOfFold> {
    const gram = await GramMahalanobis.of(
      frames.map((frame) => frame.pooled),
      SHRINKAGE,
      head,
    );
    return new OutOfFold(frames, head, gram, patchDims);
  }

  get count(): number {
    return this.frames.length;
  }

  /** Frames that count: one of each near-duplicate group. */
  get distinct(): number {
    return new Set(this.groups).size;
  }

  /** Kept frames that count. */
  distinctOf(kept: readonly boolean[]): number {
    return this.counted(kept).length;
  }

  /** Cosine of the deviations of two frames from the mean of the kept ones, pooled features. */
  deviationCosine(kept: readonly boolean[]): (left: number, right: number) => number {
    return this.gram.deviationCosine(this.counted(kept));
  }

  /**
   * Scores every frame, kept or not, by models of the kept frames of the other folds.
   * @param without so many folds are left out of each model; it scores those of them that no model before it scored
   */
  async score(kept: readonly boolean[], without = 1): Promise<LogDistances> {
    const counted = this.counted(kept);
    const moments = await this.momentsOf(counted);
    const total = sumOf(moments);
    const rest = new PatchMoments(total.positions, total.dims);
    const patch = await this.byTurns(without, async (left) => {
      rest.become(total);
      for (const fold of left) rest.combine(moments[fold], -1);
      const model = await patchResidual(rest, this.head);
      return (fold) => this.scores(fold, model);
    });
    return { patch, pooled: await this.pooledDistances(counted, without) };
  }

  /**
   * As `score`, but with one patch model of all kept frames. That is fair only among frames that are all kept: one
   * frame is a small part of the patches' moments and hides little of itself there. The pooled model, which has
   * fewer frames than dimensions, stays out of fold.
   */
  async quickScore(kept: readonly boolean[]): Promise<LogDistances> {
    return { patch: await this.quickPatches(kept), pooled: await this.pooledDistances(this.counted(kept)) };
  }

  /**
   * The patch distances of `quickScore`. The first time, the worst patches of each frame are remembered; from then on this
   * and `score` look at no others.
   */
  async quickPatches(kept: readonly boolean[]): Promise<Float64Array> {
    const model = await this.patchModel(this.counted(kept));
    return this.byTurns(1, async () => async (fold) => {
      if (this.worst[fold]) return this.scores(fold, model);
      const { scores, worst } = await this.head.worstPatches(this.framesOf(this.held[fold]), model);
      this.worst[fold] = worst;
      return scores;
    });
  }

  /** Both models of all kept frames together. */
  async fit(kept: readonly boolean[]): Promise<{ patch: PatchResidual; pooled: SoftSubspace }> {
    const counted = this.counted(kept);
    return { patch: await this.patchModel(counted), pooled: await this.gram.fit(counted) };
  }

  /** Of all counted frames together. */
  private async patchModel(counted: readonly number[]): Promise<PatchResidual> {
    return patchResidual(sumOf(await this.momentsOf(counted)), this.head);
  }

  /** Of a fold's frames. */
  private scores(fold: number, model: PatchResidual): Promise<Float64Array> {
    const worst = this.worst[fold];
    return worst
      ? this.head.worstScores(worst, model)
      : this.head.patchScores(this.framesOf(this.held[fold]), model);
  }

  /** Patch moments of the counted frames of each fold. */
  private async momentsOf(counted: readonly number[]): Promise<PatchMoments[]> {
    const wanted = new Set(counted);
    const moments: PatchMoments[] = [];
    for (const fold of this.moments) moments.push(await fold.of(wanted, this.head));
    return moments;
  }

  private framesOf(wanted: readonly number[]): WindowFrame[] {
    return wanted.map((index) => this.frames[index]);
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

  private pooledDistances(counted: readonly number[], without = 1): Promise<Float64Array> {
    return this.byTurns(without, async (left) => {
      const model = await this.gram.model(counted.filter((index) => !left.includes(this.folds[index])));
      return (fold) => this.gram.distancesOf(this.held[fold], model);
    });
  }

  /**
   * Logarithms of the distances of all frames, in the window's order.
   * @param without so many folds are left out of each model
   * @param modelWithout makes the model of the folds that are not left out; it then gives the distances of a fold's frames
   */
  private async byTurns(
    without: number,
    modelWithout: (left: readonly number[]) => Promise<(fold: number) => Promise<Float64Array>>,
  ): Promise<Float64Array> {
    const logs = new Float64Array(this.count);
    for (const { left, scored } of foldTurns(without)) {
      // Of few different frames there are fewer folds.
      const filled = scored.filter((fold) => this.held[fold].length > 0);
      if (filled.length === 0) continue;
      const distancesIn = await modelWithout(left);
      for (const fold of filled) {
        const distances = await distancesIn(fold);
        this.held[fold].forEach((index, at) => {
          logs[index] = logDistance(distances[at]);
        });
      }
    }
    return logs;
  }
}

function sumOf(moments: readonly PatchMoments[]): PatchMoments {
  const total = new PatchMoments(moments[0].positions, moments[0].dims);
  for (const fold of moments) total.combine(fold);
  return total;
}

function indices<Value>(values: readonly Value[], wanted: (value: Value) => boolean): number[] {
  return values.flatMap((value, index) => (wanted(value) ? [index] : []));
}
