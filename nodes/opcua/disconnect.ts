import type { OPCUAClient } from 'node-opcua-client';
import { defer } from './deferred';

/** The part of node-opcua's secure channel that is needed to cut a connection the other side no longer serves. */
export interface Channel {
  abortConnection(callback: () => void): void;
}

/** Disconnects politely, and with force when that takes longer than `ms`: a dead server must not hold a redeploy. */
export async function disconnectWithin(
  client: OPCUAClient,
  channel: () => Channel | undefined,
  ms: number,
): Promise<void> {
  const polite = client.disconnect().then(
    () => true,
    () => false,
  );
  const { promise, resolve } = defer<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  const gone = await Promise.race([polite, promise]);
  clearTimeout(timer);
  if (!gone) channel()?.abortConnection(() => {});
}
