import {
  type EndpointDescription,
  MessageSecurityMode,
  OPCUAClient,
  type OPCUAClientOptions,
  SecurityPolicy,
  UserTokenType,
} from 'node-opcua-client';
import { type Channel, disconnectWithin } from './disconnect';
import { explain } from './explain';
import type { ClientIdentity } from './pki';
import { RefusingStore } from './refusing-store';
import type { ConnectionSettings } from './settings';

const partingMs = 700;

/** One attempt, no retries: whoever connects decides when to try again. */
export const singleTry = { maxRetry: 0, initialDelay: 100, maxDelay: 200 };

export function clientOptions(identity: ClientIdentity): OPCUAClientOptions {
  return {
    ...identity,
    clientCertificateManager: new RefusingStore(),
    endpointMustExist: false,
    connectionStrategy: singleTry,
  };
}

/** Asks a server, without security, which endpoints it offers. Nothing secret is sent. */
export async function readEndpoints(
  endpointUrl: string,
  identity: ClientIdentity,
  timeoutMs: number,
): Promise<EndpointDescription[]> {
  let channel: Channel | undefined;
  const client = OPCUAClient.create({
    ...clientOptions(identity),
    transportTimeout: timeoutMs,
    defaultTransactionTimeout: timeoutMs,
  });
  try {
    client.on('secure_channel_created', (created) => {
      channel = created;
    });
    await client.connect(endpointUrl);
    return await client.getEndpoints();
  } finally {
    await disconnectWithin(client, () => channel, partingMs);
  }
}

const tokenOf = {
  anonymous: UserTokenType.Anonymous,
  username: UserTokenType.UserName,
  certificate: UserTokenType.Certificate,
} as const;

const tokenName = {
  anonymous: 'anonymous users',
  username: 'user names',
  certificate: 'user certificates',
} as const;

/** @throws with a sentence when the server has no endpoint for these settings. */
export function chooseEndpoint(
  endpoints: EndpointDescription[],
  settings: ConnectionSettings,
): EndpointDescription {
  const mode = MessageSecurityMode[settings.securityMode];
  const policy =
    settings.securityMode === 'None' ? SecurityPolicy.None : SecurityPolicy[settings.securityPolicy];
  const offered = endpoints.filter(
    (endpoint) => endpoint.securityMode === mode && endpoint.securityPolicyUri === policy,
  );
  if (offered.length === 0) {
    const has = endpoints.map(
      (endpoint) =>
        `${MessageSecurityMode[endpoint.securityMode]}/${endpoint.securityPolicyUri?.split('#')[1] ?? 'None'}`,
    );
    const wanted =
      settings.securityMode === 'None' ? 'None' : `${settings.securityMode}/${settings.securityPolicy}`;
    throw new Error(
      `The server ${settings.endpointUrl} does not offer ${wanted}. It offers ${[...new Set(has)].join(', ')}: choose one of these in the connection's settings.`,
    );
  }
  const token = tokenOf[settings.user.kind];
  const fitting = offered.find((endpoint) =>
    endpoint.userIdentityTokens?.some((policyOfUser) => policyOfUser.tokenType === token),
  );
  if (!fitting) {
    throw new Error(
      `The server ${settings.endpointUrl} does not accept ${tokenName[settings.user.kind]} on this endpoint: choose another way to log in, or allow it on the server.`,
    );
  }
  return fitting;
}

/** The certificate (DER) that a server shows for its secure endpoints. @throws with a sentence when there is none. */
export async function readServerCertificate(
  endpointUrl: string,
  identity: ClientIdentity,
  timeoutMs: number,
  certificateFile: string,
): Promise<Buffer> {
  let endpoints: EndpointDescription[];
  try {
    endpoints = await readEndpoints(endpointUrl, identity, timeoutMs);
  } catch (error) {
    throw new Error(explain(error, endpointUrl, certificateFile));
  }
  const shown = endpoints.find(({ serverCertificate }) => serverCertificate?.length > 0);
  if (!shown)
    throw new Error(`The server ${endpointUrl} shows no certificate: it offers no secure endpoint.`);
  return shown.serverCertificate;
}
