import type { NodeMessage } from 'node-red';
import type { CallValues } from './camera-method';
import { failedShot, type Shot } from './shot';
import { nobodysId, toTriggerId } from './trigger-id';

/** Values of a message that a camera's method may ask for by name. */
export function callValues(msg: NodeMessage): CallValues {
  const values: CallValues = {};
  for (const [key, value] of Object.entries<unknown>(msg)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      values[key] = value;
  }
  return values;
}

/** Identity that came with the request for a picture, where the server gave none. */
export function withIdentity(shot: Shot, values: CallValues): Shot {
  const { partId, recipe } = values;
  const named = {
    ...shot,
    partId: shot.partId ?? (partId === undefined ? undefined : String(partId)),
    recipe: shot.recipe ?? (typeof recipe === 'string' ? recipe : undefined),
  };
  if (shot.triggerId !== undefined || values.triggerId === undefined) return named;
  const triggerId = toTriggerId(values.triggerId);
  if (triggerId !== undefined) return { ...named, triggerId };
  const fault = `msg.triggerId is ${values.triggerId}, which is no whole number from 0 to 65535`;
  return { ...named, triggerId: nobodysId, fault: shot.fault ?? fault };
}

/**
 * What becomes of a request that brought no picture: a frame that cannot be judged, for whoever asked.
 * @param hasIds whether the server would have said the trigger id
 */
export function refusedShot(error: unknown, values: CallValues, hasIds: boolean): Shot {
  const shot = withIdentity(failedShot(error), values);
  return { ...shot, triggerId: shot.triggerId ?? (hasIds ? nobodysId : undefined) };
}
