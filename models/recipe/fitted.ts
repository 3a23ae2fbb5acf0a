import type { Detector } from '../detectors/detector';
import type { FittedFrame } from '../learning/fit';
import type { WindowLook } from '../sanity/sanity';
import type { FitSummary } from './recipe-status';

/** A detector and what is told of its fit. */
export interface Fitted {
  detector: Detector;
  summary: FitSummary;
  look: WindowLook;
  /** As the window's frames. */
  frames: FittedFrame[];
  /** Indices of removed frames that look alike, a group each. */
  alike: number[][];
}
