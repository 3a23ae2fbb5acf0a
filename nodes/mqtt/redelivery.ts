import { crc32 } from 'node:zlib';
import type { IPublishPacket } from 'mqtt';
import { LastUsed } from '../../models/last-used';

/** Messages remembered a client id: more than any broker has on their way to one client. */
const REMEMBERED = 1000;
/** Bytes at either end of a message that tell it from others; its length does, too. */
const END_BYTES = 32 * 1024;

/** By client id: after a redeploy another connection gets what the broker was not sure of. */
const memories = new Map<string, LastUsed<string>>();

/**
 * Remembers a message with QoS 1 or 2, and tells whether the broker sends it again (flag `dup`) although it was
 * handed on before: our acknowledgement got lost with the connection. One trigger must not be judged twice.
 */
export function isRedelivered(
  clientId: string,
  topic: string,
  payload: Buffer,
  packet: IPublishPacket,
): boolean {
  if (packet.qos === 0) return false;
  const memory = memories.get(clientId) ?? new LastUsed(REMEMBERED);
  memories.set(clientId, memory);
  const key = `${topic}\n${payload.length}\n${crc32(payload.subarray(0, END_BYTES))}\n${crc32(payload.subarray(-END_BYTES))}`;
  const { known } = memory.use(key);
  return packet.dup && known;
}
