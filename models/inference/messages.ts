import type { BackboneName } from '../backbones';
import type { DetectorParts } from '../detectors/detector';
import type { DecodedFrame } from '../frame/decode';
import type { FrameFeatures } from '../frame/frame-features';

/** What a detector puts into the graph. */
export type FittedModels = Pick<DetectorParts, 'patch' | 'pooled'>;

/** What one inference thread is asked. */
export interface ThreadCalls {
  load: {
    args: { backbone: BackboneName; sharers: number; alone: boolean };
    result: { graphVersion: number };
  };
  run: {
    args: {
      backbone: BackboneName;
      frame: DecodedFrame;
      /** Whether no other thread infers meanwhile. */
      alone: boolean;
      /** Detector whose models score the frame; null for features alone. */
      detector: string | null;
      /** Its models, when the thread does not hold them yet. */
      models: FittedModels | null;
      /** A detector that the thread need not hold any longer. */
      forget: string | null;
    };
    result: FrameFeatures;
  };
}

export type ThreadCall = keyof ThreadCalls;

export type ThreadRequest = {
  [K in ThreadCall]: { id: number; call: K; args: ThreadCalls[K]['args'] };
}[ThreadCall];

export type ThreadReply =
  | { id: number; result: ThreadCalls[ThreadCall]['result'] }
  | { id: number; failure: string };
