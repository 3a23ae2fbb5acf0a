import type { ClientSession, OPCUAClient } from 'node-opcua-client';
import { namespaceChange, readNamespaces } from './namespaces';
import type { ConnectionSettings } from './settings';

export interface BreakWatcher {
  isUp(): boolean;
  /** The connection broke; node-opcua is mending it. */
  lost(): void;
  /** The session works again, with its subscriptions and the same namespaces. */
  mended(): void;
  /** The session cannot be used any longer. */
  fail(error: Error): void;
}

/**
 * Leaves short breaks to node-opcua, which brings the session back, and gives up on what it cannot mend within the
 * grace time. @param namespaces the table that the session began with
 * @returns ends the watch
 */
export function watchBreaks(
  client: OPCUAClient,
  session: ClientSession,
  namespaces: readonly string[],
  { endpointUrl, graceMs }: Pick<ConnectionSettings, 'endpointUrl' | 'graceMs'>,
  watcher: BreakWatcher,
): () => void {
  let grace: NodeJS.Timeout | undefined;
  client.on('connection_lost', () => {
    watcher.lost();
    clearTimeout(grace);
    grace = setTimeout(() => watcher.fail(new Error(`The server ${endpointUrl} did not answer.`)), graceMs);
  });
  const mended = async () => {
    try {
      const change = namespaceChange(namespaces, await readNamespaces(session));
      if (change) throw change;
      clearTimeout(grace);
      watcher.mended();
    } catch (error) {
      watcher.fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  client.on('connection_reestablished', mended);
  // The server had ended the session and node-opcua made another in its place: whoever uses it has to look again.
  session.on('session_restored', () => {
    if (!watcher.isUp()) return;
    watcher.lost();
    void mended();
  });
  client.once('close', (error) => watcher.fail(error ?? new Error('The server closed the connection.')));
  session.once('session_closed', () => watcher.fail(new Error('The server closed the session.')));
  return () => {
    clearTimeout(grace);
    client.removeAllListeners('connection_lost');
    client.removeAllListeners('connection_reestablished');
  };
}
