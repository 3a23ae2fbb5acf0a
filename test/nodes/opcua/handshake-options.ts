import type { HandshakeOptions } from '../../../nodes/opcua/handshake';

/** Short times and a short queue, so that a test reaches their ends. */
export const handshakeOptions = (more: Partial<HandshakeOptions> = {}): HandshakeOptions => ({
  mode: 'acknowledged',
  valid: 'toggle',
  queueLimit: 3,
  deadlineMs: 1000,
  ackTimeoutMs: 200,
  holdMs: 0,
  ...more,
});
