import type { WindowFit } from '../models/learning/fit';
import { judgeKept } from '../models/learning/judge-kept';
import type { WindowFrame } from '../models/learning/window';
import type { WindowHead } from '../models/learning/window-head';
import { auroc } from './auroc';
import type { BenchSample } from './variants';

/** How a fitted window does on the tested pictures; 0..1, NaN where there are no such pictures. */
export interface Outcome {
  auroc: number;
  /** At the automatic threshold. */
  falseReject: number;
  defectRecall: number;
  /** Of the good parts in another pose and light. */
  rareReject: number;
}

export async function outcomeOf(
  fit: WindowFit,
  samples: readonly BenchSample[],
  frames: readonly WindowFrame[],
  head: WindowHead,
): Promise<Outcome> {
  return outcomeOfScores(await judgeKept(fit.detector, frames, head), samples);
}

/** @param scores one a picture; above 1 it is rejected */
export function outcomeOfScores(scores: Float64Array, samples: readonly BenchSample[]): Outcome {
  const rejected = (wanted: (sample: BenchSample) => boolean) =>
    shareOf(
      scores.filter((_, at) => wanted(samples[at])),
      (score) => score > 1,
    );
  return {
    auroc: auroc(
      scores,
      samples.map((sample) => sample.defective),
    ),
    falseReject: rejected((sample) => !sample.defective),
    defectRecall: rejected((sample) => sample.defective),
    rareReject: rejected((sample) => sample.variant?.kind === 'rare'),
  };
}

/** NaN when there are no values. */
export function shareOf<Value>(values: ArrayLike<Value>, wanted: (value: Value) => boolean): number {
  return Array.from(values).filter(wanted).length / values.length;
}
