import type { Verdict } from '../../models/verdict';

/** What a verdict field is, whatever the PLC variable's type turns out to be. */
export type FieldKind = 'flag' | 'count' | 'real' | 'text' | 'time';

/** The verdict fields that can be written to a variable or passed to a method, in the order they are written. */
export const verdictFields = {
  pass: 'flag',
  evaluation: 'count',
  score: 'real',
  threshold: 'real',
  rawScore: 'real',
  reason: 'text',
  recipe: 'text',
  modelId: 'text',
  triggerId: 'count',
  partId: 'text',
  resultId: 'text',
  capturedAt: 'time',
  decidedAt: 'time',
  latencyMs: 'real',
  late: 'flag',
} as const satisfies Partial<Record<keyof Verdict, FieldKind>>;

export type VerdictField = keyof typeof verdictFields;

/** Variables of the handshake itself, besides the verdict's data. */
export const handshakeFields = {
  valid: 'flag',
  ack: 'flag',
  busy: 'flag',
  ready: 'flag',
  heartbeat: 'count',
} as const satisfies Record<string, FieldKind>;

export type HandshakeField = keyof typeof handshakeFields;
export type MappedField = VerdictField | HandshakeField;

/** Largest value that a `count` field takes, so that a variable too narrow for it is refused at once. */
export const largestCount: Partial<Record<MappedField, number>> = {
  evaluation: 3,
  triggerId: 65535,
  valid: 65535,
  ack: 65535,
  heartbeat: 127,
};

export const isVerdictField = (name: string): name is VerdictField => Object.hasOwn(verdictFields, name);
export const isHandshakeField = (name: string): name is HandshakeField =>
  Object.hasOwn(handshakeFields, name);
