import type { FrameIdentity } from '../../models/frame/frame';
import type { TriggerCounter } from '../inspect/frame-input';
import { valueAt } from './field-path';
import { toIsoTime } from './time';
import { badTriggerId, quoted, toTriggerId } from './trigger-id';

/**
 * Where a part of the identity stands: `auto` looks at the JSON field, then at the user property of that name;
 * `topic` takes a level of the topic by number, 1 the first, -1 the last.
 */
export type IdentitySource = 'auto' | 'json' | 'property' | 'topic' | 'none';

export interface IdentityRule {
  from: IdentitySource;
  /** Path in JSON, name of a user property, or number of a topic level. */
  key: string;
}

export type IdentityRules = Record<'triggerId' | 'partId' | 'recipe' | 'capturedAt', IdentityRule>;

/** What arrived with a picture. */
export interface Arrival {
  topic: string;
  json?: unknown;
  /** User properties of MQTT 5. */
  properties?: Record<string, unknown>;
  /** Milliseconds since the epoch. */
  receivedAt: number;
}

export interface ReadIdentity extends FrameIdentity {
  /** What of the identity cannot be right, as a sentence. The frame must not be judged under a false name. */
  fault?: string;
}

/** Longest part id and recipe; a longer one is a field that holds something else. */
const LONGEST_TEXT = 200;

/**
 * Who a frame is. Never throws. Where there is no trigger id, or one that a uint16 cannot hold, the counter gives one;
 * the latter is a fault besides, so that the PLC gets a rejection and not a good verdict for some other trigger.
 */
export function readIdentity(arrival: Arrival, rules: IdentityRules, counter: TriggerCounter): ReadIdentity {
  const faults: string[] = [];
  const given = found(arrival, rules.triggerId);
  const triggerId = given === undefined ? undefined : toTriggerId(given);
  if (given !== undefined && triggerId === undefined) {
    faults.push(badTriggerId(given));
  }
  const time = found(arrival, rules.capturedAt);
  const text = (name: string, rule: IdentityRule) => {
    const value = found(arrival, rule);
    if (value === undefined) return '';
    const isText = typeof value === 'string' || typeof value === 'number';
    if (isText && String(value).length <= LONGEST_TEXT) return String(value);
    faults.push(`The ${name} ${quoted(value)} is no text of at most ${LONGEST_TEXT} characters.`);
    return '';
  };
  const identity = {
    triggerId: triggerId ?? counter.next(),
    partId: text('part id', rules.partId),
    recipe: text('recipe', rules.recipe),
    source: arrival.topic,
    capturedAt: toIsoTime(time) ?? new Date(arrival.receivedAt).toISOString(),
  };
  return faults.length > 0 ? { ...identity, fault: faults.join(' ') } : identity;
}

/** undefined when there is nothing, be it absent, null or empty. */
function found({ topic, json, properties }: Arrival, { from, key }: IdentityRule): unknown {
  const value = {
    auto: () => valueAt(json, key) ?? property(properties, key),
    json: () => valueAt(json, key),
    property: () => property(properties, key),
    topic: () => level(topic, key),
    none: () => undefined,
  }[from]();
  return value === null || value === '' ? undefined : value;
}

/** A user property may come several times; the first counts. */
function property(properties: Record<string, unknown> | undefined, name: string): unknown {
  if (!properties || !Object.hasOwn(properties, name)) return undefined;
  const value = properties[name];
  return Array.isArray(value) ? value[0] : value;
}

function level(topic: string, number: string): unknown {
  const index = Number(number);
  return topic.split('/').at(index > 0 ? index - 1 : index);
}
