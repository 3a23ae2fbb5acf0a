import { type ConnectionSettings, defaults } from '../../../nodes/opcua/settings';

/** To a server that asks for nothing: no encryption, nobody's name. */
export const withoutSecurity = (endpointUrl: string, pkiFolder: string): ConnectionSettings => ({
  ...defaults,
  endpointUrl,
  securityMode: 'None',
  securityPolicy: 'Basic256Sha256',
  user: { kind: 'anonymous' },
  pkiFolder,
});
