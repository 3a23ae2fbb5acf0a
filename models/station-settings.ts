import type { BackboneName } from './backbones';
import type { RegionOfInterest } from './frame/frame';

/** Everything the engine must know of a station; fixed while it is open. */
export interface StationSettings {
  /** Unique and stable: names the station's folder in the store. */
  station: string;
  /** Folder that holds all stations' windows and models. */
  storeDirectory: string;
  backbone: BackboneName;
  /** Side of the square the region is resized to, pixels; a multiple of 32. */
  inputSize: number;
  region: RegionOfInterest;
  /** Frames in a training window, at least 20. */
  windowSize: number;
  /** Share (0..1) of good frames that may be rejected. */
  falseRejectTarget: number;
  /** Whether SROC cleans the window. */
  refine: boolean;
  /** Refinement never removes more than this share (0..1) of the window. */
  removalCap: number;
  /** Rejects that each recipe keeps at most, ... */
  rejectLimit: number;
  /** ... and their size together. */
  rejectMegabytes: number;
}
