import type { FrameIdentity, FrameImage, RawLayout } from '../../models/frame/frame';
import type { UndecidedCause } from '../../models/verdict';
import { toIsoTime } from '../camera/time';
import { badTriggerId, toTriggerId } from '../camera/trigger-id';
import type { FrameMessage } from '../messages';

/** A frame as the station takes it. */
export interface FrameInput {
  identity: FrameIdentity;
  image: FrameImage;
  /** Why the picture cannot be judged, when that is known before it is decoded. */
  fault: Fault | null;
  receivedAt: number;
}

export interface Fault {
  cause: UndecidedCause;
  reason: string;
}

/** Any message: a camera node fills `frame`, other packs send just a payload. */
export interface IncomingFrame {
  _msgid: string;
  topic?: string;
  payload?: unknown;
  recipe?: unknown;
  frame?: unknown;
}

const LARGEST_TRIGGER_ID = 65_535;

/** Trigger ids for frames that bring none: 1, 2, ... 65535, 0, 1, ... */
export class TriggerCounter {
  private last = 0;

  next(): number {
    this.last = (this.last + 1) % (LARGEST_TRIGGER_ID + 1);
    return this.last;
  }
}

/**
 * Reads a frame from what a camera node sends, or from any message of another pack whose payload is a Buffer.
 * Every message is a trigger and gets a verdict: a payload that is no picture becomes a frame with a fault,
 * and so does one whose trigger id is none: a good verdict for some other trigger must not reach the PLC.
 */
export function readFrame(msg: IncomingFrame, defaultRecipe: string, counter: TriggerCounter): FrameInput {
  const given: Partial<Record<keyof FrameMessage['frame'], unknown>> = isRecord(msg.frame) ? msg.frame : {};
  const receivedAt = arrival(given.receivedAt);
  const payload: unknown = msg.payload;
  const isPicture = payload instanceof Uint8Array;
  const raw = isRawLayout(given.raw) ? given.raw : undefined;
  const triggerId = toTriggerId(given.triggerId);
  const misnamed = triggerId === undefined && isGiven(given.triggerId);
  return {
    identity: {
      triggerId: triggerId ?? counter.next(),
      partId: typeof given.partId === 'string' ? given.partId : '',
      recipe: firstText(msg.recipe, given.recipe, defaultRecipe),
      source: firstText(given.source, msg.topic),
      capturedAt: toIsoTime(given.capturedAt) ?? new Date(receivedAt).toISOString(),
    },
    image: { data: isPicture ? payload : new Uint8Array(0), ...(raw ? { raw: numbersOf(raw) } : {}) },
    fault: faultOf(given, misnamed, payload),
    receivedAt,
  };
}

function faultOf(
  given: Partial<Record<keyof FrameMessage['frame'], unknown>>,
  misnamed: boolean,
  payload: unknown,
): Fault | null {
  const told = firstText(given.fault);
  if (told !== '')
    return { cause: given.faultCause === 'identity' ? 'identity' : 'no-picture', reason: told };
  if (misnamed) return { cause: 'identity', reason: badTriggerId(given.triggerId) };
  const reason = noPicture(payload, given.raw);
  return reason === '' ? null : { cause: 'no-picture', reason };
}

function noPicture(payload: unknown, raw: unknown): string {
  if (!(payload instanceof Uint8Array)) {
    return `msg.payload is ${describe(payload)}, not a Buffer with a picture`;
  }
  if (raw === undefined || isRawLayout(raw)) return '';
  return 'msg.frame.raw must have a width and a height, 1, 3 or 4 channels and a depth of 8 or 16 bits';
}

/** No later than now: a clock that is ahead must not lengthen deadlines. */
function arrival(given: unknown): number {
  const now = Date.now();
  return typeof given === 'number' && given >= 0 ? Math.min(given, now) : now;
}

function isRawLayout(value: unknown): value is RawLayout {
  return (
    isRecord(value) &&
    Number.isInteger(value.width) &&
    Number.isInteger(value.height) &&
    [1, 3, 4].some((channels) => channels === value.channels) &&
    (value.depth === 8 || value.depth === 16)
  );
}

/** Whatever else a flow put there does not travel to the inference process. */
function numbersOf({ width, height, channels, depth }: RawLayout): RawLayout {
  return { width, height, channels, depth };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A field that a flow leaves empty counts as not there. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function firstText(...candidates: unknown[]): string {
  for (const candidate of candidates) {
    if (typeof candidate === 'string' && candidate !== '') return candidate;
  }
  return '';
}

function describe(payload: unknown): string {
  if (payload === null || payload === undefined) return 'missing';
  if (Array.isArray(payload)) return 'an array';
  return typeof payload === 'object' ? 'an object' : `a ${typeof payload}`;
}
