import type { FrameIdentity } from '../frame/frame';
import type { FrameLook } from '../sanity/look';

/** What is kept of a frame of the window beside its arrays. */
export interface StoredFrame {
  identity: FrameIdentity;
  /** Value of one code step of the patches. */
  unit: number;
  look?: FrameLook;
}
