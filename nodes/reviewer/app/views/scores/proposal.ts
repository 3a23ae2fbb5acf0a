import type { ThresholdPreview } from '../../../api';

/** Another threshold that nobody has applied yet: the line was moved, or a false-reject target typed. */
export type Proposal =
  | { kind: 'line'; threshold: number }
  | { kind: 'target'; threshold: number; target: number; preview: ThresholdPreview };
