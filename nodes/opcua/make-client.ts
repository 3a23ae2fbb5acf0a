import { MessageSecurityMode, OPCUAClient, SecurityPolicy } from 'node-opcua-client';
import { chooseEndpoint, clientOptions, readEndpoints } from './endpoint';
import type { Pki } from './pki';
import type { ConnectionSettings } from './settings';

/**
 * A client, not connected yet, for the endpoint that the settings ask for.
 * @throws when the server does not offer it, or shows a certificate that is not trusted
 */
export async function makeClient(settings: ConnectionSettings, pki: Pki): Promise<OPCUAClient> {
  const identity = await pki.identity();
  const endpoints = await readEndpoints(settings.endpointUrl, identity, settings.requestTimeoutMs);
  const endpoint = chooseEndpoint(endpoints, settings);
  const secure = settings.securityMode !== 'None';
  if (secure) await pki.check(settings.endpointUrl, endpoint.serverCertificate);
  return OPCUAClient.create({
    ...clientOptions(identity),
    clientName: 'sroc',
    securityMode: MessageSecurityMode[settings.securityMode],
    securityPolicy: secure ? SecurityPolicy[settings.securityPolicy] : SecurityPolicy.None,
    serverCertificate: secure ? endpoint.serverCertificate : undefined,
    connectionStrategy: { maxRetry: 1, initialDelay: 100, maxDelay: 500 },
    transportTimeout: settings.requestTimeoutMs,
    defaultTransactionTimeout: settings.requestTimeoutMs,
    transportSettings: { maxMessageSize: settings.maxMessageBytes, maxChunkCount: 0 },
    requestedSessionTimeout: 60_000,
  });
}
