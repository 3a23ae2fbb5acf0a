import { AttributeIds, type ClientSession, type OPCUAClient } from 'node-opcua-client';

const serverState = { nodeId: 'i=2259', attributeId: AttributeIds.Value };
/** Questions that may stay unanswered, with not a byte coming in, before the server counts as silent. */
const patience = 2;

/**
 * Asks the server at intervals how it is; bytes that keep coming in count as an answer, so that a large picture on a
 * slow line is not taken for silence. @param fail called when the server is silent or has ended the session
 */
export function watchSilence(
  client: OPCUAClient,
  session: ClientSession,
  everyMs: number,
  isUp: () => boolean,
  fail: (error: Error) => void,
): NodeJS.Timeout {
  let asked = 0;
  let bytes = client.bytesRead;
  return setInterval(() => {
    if (!isUp()) return;
    if (client.bytesRead !== bytes) asked = 0;
    bytes = client.bytesRead;
    if (asked >= patience) {
      fail(new Error('The server did not answer.'));
      return;
    }
    asked += 1;
    session.read(serverState).catch((error: unknown) => {
      if (error instanceof Error && /BadSession|BadSecureChannel/.test(error.message)) fail(error);
    });
  }, everyMs);
}
