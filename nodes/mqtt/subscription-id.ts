import { createHash } from 'node:crypto';

/** Largest subscription identifier that MQTT 5 knows; 0 is none. */
const LARGEST = 2 ** 28 - 1;

/**
 * The MQTT 5 number of a subscription: the same after every outage and restart, because a broker that keeps the session
 * delivers what it held under the number of before.
 * @param taken numbers of other filters
 */
export function subscriptionId(filter: string, taken: ReadonlySet<number>): number {
  const digest = createHash('sha256').update(filter).digest();
  let id = (digest.readUInt32BE() % LARGEST) + 1;
  while (taken.has(id)) id = (id % LARGEST) + 1;
  return id;
}
