import type { NodeMessage } from 'node-red';
import type { StatusMessage, VerdictMessage } from '../messages';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Third output of an inspect node. */
export function isStatus(msg: NodeMessage): msg is StatusMessage {
  return msg.topic === 'status' && isObject(msg.payload) && typeof msg.payload.state === 'string';
}

/** First output of an inspect node, or anything else that holds a verdict. */
export function isVerdict(msg: NodeMessage): msg is VerdictMessage {
  const { payload } = msg;
  return (
    isObject(payload) &&
    typeof payload.pass === 'boolean' &&
    Number.isInteger(payload.triggerId) &&
    Number.isInteger(payload.evaluation)
  );
}

/**
 * When the frame reached Node-RED, in milliseconds of `performance.now()`, which nobody can set; from the verdict
 * where the message has no frame. The clock of the day is asked once, here.
 */
export function receivedAt(msg: VerdictMessage): number {
  return performance.now() - Math.max(Date.now() - arrival(msg), 0);
}

/** Milliseconds since the epoch. */
function arrival(msg: VerdictMessage): number {
  const arrived = isObject(msg.frame) ? msg.frame.receivedAt : undefined;
  if (typeof arrived === 'number' && Number.isFinite(arrived)) return arrived;
  const decided = Date.parse(msg.payload.decidedAt);
  return Number.isNaN(decided) ? Date.now() : decided - (msg.payload.latencyMs || 0);
}
