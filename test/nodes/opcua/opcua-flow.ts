import type { TestServer } from '../../opcua-server';
import type { FlowNode } from '../runtime';

/** The connection node `server` of a flow. */
export const connectionTo = ({ url }: TestServer, more: Record<string, unknown> = {}): FlowNode => ({
  id: 'server',
  type: 'sroc-opcua',
  endpoint: url,
  securityMode: 'None',
  securityPolicy: 'Basic256Sha256',
  authentication: 'anonymous',
  requestTimeout: 5,
  maxMessage: 64,
  ...more,
});
