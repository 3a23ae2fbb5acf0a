import type { NodeMessage } from 'node-red';
import type { FrameIdentity, RawLayout } from '../models/frame/frame';
import type { UndecidedCause, Verdict } from '../models/verdict';

/** What camera nodes send: the picture in `payload`, everything known about it in `frame`. */
export interface FrameMessage extends NodeMessage {
  payload: Buffer;
  recipe: string;
  frame: FrameIdentity & {
    /** Layout of `payload` when it is bare pixels. */
    raw?: RawLayout;
    /** Why this trigger's picture cannot be judged (bad status, no image in the message); payload is then empty. */
    fault?: string;
    /** What the fault is about; a missing picture when it is not said. */
    faultCause?: 'no-picture' | 'identity';
    /** Milliseconds since the epoch when the frame reached Node-RED; latency and deadlines count from here. */
    receivedAt: number;
  };
}

/** First output of `sroc-inspect`, input of the PLC nodes. Carries no picture, so that fan-out copies little. */
export interface VerdictMessage extends NodeMessage {
  payload: Verdict;
  recipe: string;
  frame: FrameMessage['frame'];
}

/** Frames by outcome. `received` is the sum of all the others, and of the frames that have no verdict yet. */
export interface FrameCounts {
  received: number;
  ok: number;
  notOk: number;
  learning: number;
  undecided: number;
  /** The undecided ones by what kept them from being judged; causes that never occurred are left out. */
  undecidedBy: Partial<Record<UndecidedCause, number>>;
}

export type StationState = 'collecting' | 'refining' | 'inspecting' | 'paused' | 'error';

/** What a station says about itself whenever it changes, and in answer to a command. */
export interface StationStatus {
  station: string;
  recipe: string;
  state: StationState;
  /** One line in the editor's language, such as "collecting 40/200" or "removed 5 of 60 frames". */
  text: string;
  collected: number;
  windowSize: number;
  /** Frames that refinement took out of the window; null before the first fit. */
  removed: number | null;
  modelId: string | null;
  /** One sentence a person has to know about, such as a failing disk or a covered lens, in the editor's language, or null. */
  notice: string | null;
  /** Frames since the station was deployed. */
  counts: FrameCounts;
  /** Path of the reviewer's page at this station, on the host of the editor; null when Node-RED serves none. */
  reviewer: string | null;
  /** Present in the answer to a command. */
  command?: { name: string; ok: boolean; text: string };
}

/** Third output of `sroc-inspect`; PLC nodes publish it as the station's retained status. */
export interface StatusMessage extends NodeMessage {
  topic: 'status';
  payload: StationStatus;
}
