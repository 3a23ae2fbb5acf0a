import type { NodeDef } from 'node-red';
import { textSetting } from '../text-setting';
import type { CameraNodeIds, CameraSettings } from './camera-settings';
import type { RawSettings } from './shot';

/** What the editor stores of an `sroc-camera-opcua` node; numbers may be strings, anything may be missing. */
export interface CameraDef extends NodeDef {
  server: string;
  way: string;
  imageNode: string;
  triggerNode: string;
  triggerKind: string;
  triggerIdNode: string;
  partIdNode: string;
  recipeNode: string;
  objectNode: string;
  methodNode: string;
  recipe: string;
  format: string;
  widthNode: string;
  heightNode: string;
  channels: number | string;
  depth: number | string;
  queueSize: number | string;
  discard: string;
  sampling: number | string;
}

const whole = (value: unknown, otherwise: number, min: number, max: number) => {
  const number = Number(value);
  return value !== '' && Number.isFinite(number)
    ? Math.min(Math.max(Math.round(number), min), max)
    : otherwise;
};

function rawSettings(def: CameraDef): RawSettings | undefined {
  if (def.format !== 'raw') return undefined;
  const channels = Number(def.channels);
  return {
    channels: channels === 1 || channels === 4 ? channels : 3,
    depth: Number(def.depth) === 16 ? 16 : 8,
  };
}

export function cameraSettings(def: CameraDef): CameraSettings {
  const nodeIds: CameraNodeIds = {
    image: textSetting(def.imageNode),
    trigger: textSetting(def.triggerNode),
    triggerId: textSetting(def.triggerIdNode),
    partId: textSetting(def.partIdNode),
    recipe: textSetting(def.recipeNode),
    width: textSetting(def.widthNode),
    height: textSetting(def.heightNode),
    object: textSetting(def.objectNode),
    method: textSetting(def.methodNode),
  };
  return {
    way: def.way === 'trigger' || def.way === 'method' ? def.way : 'subscribe',
    nodeIds,
    triggerKind: def.triggerKind === 'edge' ? 'edge' : 'counter',
    raw: rawSettings(def),
    queueSize: whole(def.queueSize, 10, 1, 1000),
    discardOldest: def.discard !== 'newest',
    samplingMs: whole(def.sampling, 0, 0, 60_000),
  };
}
