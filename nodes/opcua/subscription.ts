import { type ClientMonitoredItemBase, type ClientSession, ClientSubscription } from 'node-opcua-client';
import type { OpcUaConnection } from './connection';

const keepAliveMs = 1000;
const lifetimeMs = 60_000;

/**
 * A subscription that publishes every `publishingMs`, says every second that it lives, and outlives a pulled cable
 * by a minute. @param most notifications in one message, 0 for no limit
 */
export function subscribe(session: ClientSession, publishingMs: number, most = 0): ClientSubscription {
  return ClientSubscription.create(session, {
    requestedPublishingInterval: publishingMs,
    requestedMaxKeepAliveCount: Math.ceil(keepAliveMs / publishingMs),
    requestedLifetimeCount: Math.ceil(lifetimeMs / publishingMs),
    maxNotificationsPerPublish: most,
    publishingEnabled: true,
  });
}

/** Ends a subscription on the server, if the server can still be told; without the link it ends by itself. */
export async function endSubscription(
  connection: OpcUaConnection,
  subscription: ClientSubscription,
): Promise<void> {
  await connection.request('End of a subscription', () => subscription.terminate()).catch(() => {});
}

/** @throws with a sentence when the server does not watch this variable; `monitor` itself says nothing of it. */
export function requireWatched(item: ClientMonitoredItemBase): void {
  const { statusCode } = item;
  if (statusCode.isGood()) return;
  throw new Error(`The server does not watch ${item.itemToMonitor.nodeId}: ${statusCode.name}.`);
}

/** What the server made less of than was asked for, as a sentence; undefined when it keeps every value. */
export function shortfall(
  item: ClientMonitoredItemBase,
  wanted: { samplingMs: number; queueSize: number },
): string | undefined {
  const { result } = item;
  if (!result) return undefined;
  if (result.revisedSamplingInterval > wanted.samplingMs) {
    return `The server looks at ${item.itemToMonitor.nodeId} only every ${result.revisedSamplingInterval} ms: what changes faster than that is lost.`;
  }
  if (result.revisedQueueSize < wanted.queueSize) {
    return `The server keeps only ${result.revisedQueueSize} values of ${item.itemToMonitor.nodeId} instead of ${wanted.queueSize}: a longer pause between two publishes loses some.`;
  }
  return undefined;
}
