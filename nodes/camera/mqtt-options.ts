import type { NodeDef } from 'node-red';
import type { RawLayout } from '../../models/frame/frame';
import { numberSetting, qosSetting } from '../number-setting';
import { textSetting } from '../text-setting';
import type { IdentityRule, IdentityRules, IdentitySource } from './identity';
import type { PayloadOptions, PictureFormat } from './payload';

/** The properties of `sroc-camera-mqtt` as the editor stores them; a flow written by hand may lack any. */
export interface CameraMqttDef extends NodeDef {
  broker?: string;
  topic?: string;
  qos?: number | string;
  format?: string;
  imageField?: string;
  rawWidth?: number | string;
  rawHeight?: number | string;
  rawChannels?: number | string;
  rawDepth?: number | string;
  triggerIdFrom?: string;
  triggerIdKey?: string;
  partIdFrom?: string;
  partIdKey?: string;
  recipeFrom?: string;
  recipeKey?: string;
  capturedAtFrom?: string;
  capturedAtKey?: string;
  takeRetained?: boolean;
  /** Largest message, MB. */
  limitMb?: number | string;
}

export interface CameraMqttOptions {
  filter: string;
  qos: 0 | 1 | 2;
  payload: PayloadOptions;
  identity: IdentityRules;
  takeRetained: boolean;
}

const formats: PictureFormat[] = ['auto', 'encoded', 'base64', 'json', 'raw'];
const sources: IdentitySource[] = ['auto', 'json', 'property', 'topic', 'none'];

export function cameraMqttOptions(def: CameraMqttDef): CameraMqttOptions {
  return {
    filter: textSetting(def.topic).trim(),
    qos: qosSetting(def.qos, 1),
    payload: {
      format: formats.find((format) => format === def.format) ?? 'auto',
      imageField: textSetting(def.imageField).trim() || 'image',
      raw: rawLayout(def),
      limit: numberSetting(def.limitMb, 32, 0.001, 256) * 2 ** 20,
    },
    identity: {
      triggerId: rule(def.triggerIdFrom, def.triggerIdKey, 'triggerId'),
      partId: rule(def.partIdFrom, def.partIdKey, 'partId'),
      recipe: rule(def.recipeFrom, def.recipeKey, 'recipe'),
      capturedAt: rule(def.capturedAtFrom, def.capturedAtKey, 'capturedAt'),
    },
    takeRetained: def.takeRetained === true,
  };
}

function rawLayout(def: CameraMqttDef): RawLayout {
  const channels = numberSetting(def.rawChannels, 1, 1, 4);
  return {
    width: Math.round(numberSetting(def.rawWidth, 640, 1, 65_535)),
    height: Math.round(numberSetting(def.rawHeight, 480, 1, 65_535)),
    channels: channels === 3 || channels === 4 ? channels : 1,
    depth: numberSetting(def.rawDepth, 8, 8, 16) === 16 ? 16 : 8,
  };
}

function rule(from: string | undefined, key: string | undefined, fallback: string): IdentityRule {
  return {
    from: sources.find((source) => source === from) ?? 'auto',
    key: textSetting(key).trim() || fallback,
  };
}
