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

/** When the frame reached Node-RED, milliseconds since the epoch; from the verdict where the message has no frame. */
export function receivedAt(msg: VerdictMessage): number {
  const arrived = isObject(msg.frame) ? msg.frame.receivedAt : undefined;
  if (typeof arrived === 'number') return arrived;
  const decided = Date.parse(msg.payload.decidedAt);
  return Number.isNaN(decided) ? Date.now() : decided - (msg.payload.latencyMs || 0);
}
