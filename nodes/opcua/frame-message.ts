import type { FrameMessage } from '../messages';
import type { Shot } from './shot';

export interface FrameSettings {
  /** Where the picture comes from, as it stands in the flow. */
  source: string;
  /** Recipe of frames that do not bring their own; '' leaves it to the inspect node. */
  recipe: string;
}

const noBytes = Buffer.alloc(0);

/** Makes the message for one picture. `counted` is the trigger id to use where the line has none. */
export function toFrameMessage(
  shot: Shot,
  settings: FrameSettings,
  counted: () => number,
  now: number,
): FrameMessage {
  const recipe = shot.recipe || settings.recipe;
  return {
    payload: shot.fault ? noBytes : shot.image,
    recipe,
    frame: {
      triggerId: shot.triggerId ?? counted(),
      partId: shot.partId ?? '',
      recipe,
      source: settings.source,
      capturedAt: (shot.capturedAt ?? new Date(now)).toISOString(),
      receivedAt: now,
      ...(shot.raw && !shot.fault ? { raw: shot.raw } : {}),
      ...(shot.fault ? { fault: shot.fault } : {}),
    },
  };
}
