import type { BackboneName } from '../backbones';
import type { FrameIdentity, FrameImage, RegionOfInterest } from '../frame';
import type { RecipeStatus } from '../recipe-status';
import type { RefusalKind } from '../refused';
import type { FileCalls, ReviewCalls, ReviewNews } from '../review/calls';
import type { Judgement } from '../verdict';

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

export interface Inspection {
  judgement: Judgement;
  /** The frame as JPEG, with the heat map over it when a detector scored it; only when asked for. */
  picture: Uint8Array | null;
}

export type RecipeCommand = 'train' | 'reset';

/** One call from Node-RED to the inference process: its arguments and its result. */
export interface Calls extends ReviewCalls, FileCalls {
  open: { args: StationSettings; result: RecipeStatus[] };
  close: { args: { station: string }; result: null };
  inspect: {
    args: {
      station: string;
      identity: FrameIdentity;
      image: FrameImage;
      withPicture: boolean;
      /** The verdict's number, by which people find the frame again. */
      resultId?: string;
    };
    result: Inspection;
  };
  command: { args: { station: string; recipe: string; command: RecipeCommand }; result: RecipeStatus };
}

export type CallName = keyof Calls;

export type Request = { [K in CallName]: { id: number; call: K; args: Calls[K]['args'] } }[CallName];

export type Reply =
  | { type: 'result'; id: number; result: Calls[CallName]['result'] }
  | { type: 'failure'; id: number; message: string; refusal?: RefusalKind }
  | { type: 'status'; status: RecipeStatus }
  | { type: 'review'; news: ReviewNews };
