import { type ClientMonitoredItemBase, type ClientSession, ClientSubscription } from 'node-opcua-client';

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
