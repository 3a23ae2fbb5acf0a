import type { Choice } from '../learning/window';
import type { RejectEntry } from '../store/reject-log';

/** What people see of a window, its scores and its rejects: made by the inference process, shown by the page. */

/** Pictures of one frame: at most 160 pixels, at most 640, and that with the heat map over it. */
export type PictureKind = 'thumbnail' | 'frame' | 'heat';

export interface WindowView {
  modelId: string;
  frames: WindowFrameView[];
  /** Removed frames that look alike: a good variant, or one defect again and again? */
  groups: { frames: number[] }[];
  /** What a refit can be taken back to, how often. */
  undoable: number;
}

export interface WindowFrameView {
  /** Number in the window, from 0; names the frame until the next `train`. */
  frame: number;
  kept: boolean;
  /** What a person decided about it; null where SROC did. */
  choice: Choice | null;
  /** Out of fold, 1.0 at the threshold. */
  score: number;
  partId: string;
  triggerId: number;
  capturedAt: string;
}

/** The last frames, judged in two ways. */
export interface Flips {
  frames: number;
  nowRejected: number;
  nowPassed: number;
}

/** What a refit, or taking one back, has changed. */
export interface RefitOutcome {
  before: RefitSide;
  after: RefitSide;
  recent: Flips;
  window: WindowView;
}

export interface RefitSide {
  modelId: string;
  frames: number;
  removed: number;
  /** Raw anomaly distance at the threshold. */
  threshold: number;
  /** Histogram of the window's scores, 1.0 at this side's threshold. */
  histogram: Histogram;
}

export interface Histogram {
  /** Left edge of the first bin and width of each, in units of the score. */
  from: number;
  step: number;
  /** Frames in each bin, of those kept and of those removed. */
  kept: number[];
  removed: number[];
}

/** A recipe's threshold and its window's scores. */
export interface WindowScores {
  modelId: string;
  /** Raw anomaly distance at the threshold now, and where the station's own false-reject target would put it. */
  threshold: number;
  automaticThreshold: number;
  falseRejectTarget: number;
  /** Who moved it last; null while it is automatic. */
  adjustment: { by: string; at: string; note: string } | null;
  histogram: Histogram;
}

/** Exactly one of the two. */
export interface ThresholdChoice {
  /** Raw anomaly distance. */
  threshold?: number;
  /** 0..1 */
  falseRejectTarget?: number;
}

export interface ThresholdPreview {
  threshold: number;
  promisedFalseReject: number | null;
  recent: Flips;
}

export interface RejectPage {
  rejects: RejectItem[];
  /** How many match. */
  total: number;
  more: boolean;
}

/** A reject as the page sees it. */
export interface RejectItem extends Omit<RejectEntry, 'bytes' | 'learned'> {
  /** Number in the window, once it was added to it. */
  windowFrame: number | null;
}

/** One of the last frames that were judged, also those that passed; kept in memory. */
export interface RecentFrame {
  /** The verdict's resultId. */
  frame: string;
  evaluation: 1 | 2;
  score: number;
  partId: string;
  triggerId: number;
  decidedAt: string;
}
