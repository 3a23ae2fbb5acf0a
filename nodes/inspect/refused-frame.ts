import { randomUUID } from 'node:crypto';
import { notDecidable, toVerdict, type Verdict } from '../../models/verdict';
import type { FrameInput } from './frame-input';

/** The verdict on a frame that came to a node which stands for no station. */
export function refusedFrame({ identity, receivedAt }: FrameInput, reason: string): Verdict {
  return toVerdict(identity, notDecidable('station', reason), {
    resultId: randomUUID(),
    decidedAt: new Date(),
    latencyMs: Math.max(0, Date.now() - receivedAt),
    whileLearning: 'reject',
  });
}
