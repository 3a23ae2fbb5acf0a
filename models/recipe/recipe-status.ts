import type { FitWarning } from '../learning/fit-warnings';
import type { Remark } from '../words/remark';

export type RecipePhase = 'collecting' | 'refining' | 'inspecting' | 'error';

/** What a recipe of a station says about itself. */
export interface RecipeStatus {
  station: string;
  recipe: string;
  phase: RecipePhase;
  collected: number;
  windowSize: number;
  /** null before the first fit. */
  fit: FitSummary | null;
  /** No model judges, but the one that did before this window was begun is kept: the training can be cancelled. */
  cancellable: boolean;
  /** A person asked for another model of the same window; inspection goes on with the one before. */
  refitting: boolean;
  /** What a person has to know about (refused model, failing disk), for whoever puts it into words, or null. */
  remark: Remark | null;
}

export interface FitSummary {
  modelId: string;
  fittedAt: string;
  frames: number;
  removed: number;
  /** What is uncertain about this fit. */
  warnings: FitWarning[];
  falseRejectTarget: number;
  /** Smallest false-reject rate (0..1) that this many kept frames can promise. */
  promisedFalseReject: number;
  milliseconds: number;
}
