import type { FrameIdentity } from '../frame/frame';
import type { CodedPatches } from '../frame/frame-features';
import type { FrameLook } from '../sanity/look';

/** One frame of a training window: who it is and its features. The picture itself stays in the store. */
export interface WindowFrame {
  identity: FrameIdentity;
  patches: CodedPatches;
  /** Length P. */
  pooled: Float32Array;
  /** Not there in windows that were stored before looks were. */
  look?: FrameLook;
}

/** What a person decided about a frame of the window. */
export type Choice = 'keep' | 'remove';

/** Shortest window a detector may be fitted on. */
export const SHORTEST_WINDOW = 20;
/** Longest one: its fit takes minutes, in which other recipes wait seconds at a time. */
export const LONGEST_WINDOW = 1000;
