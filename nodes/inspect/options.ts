import { join } from 'node:path';
import type { NodeDef } from 'node-red';
import { isBackboneName } from '../../models/backbones';
import { LONGEST_WINDOW, SHORTEST_WINDOW } from '../../models/learning/window';
import { numberSetting } from '../number-setting';
import { textSetting } from '../text-setting';
import type { StationOptions } from './station';

/** The node's properties as the editor stores them; numbers may be strings. */
export interface InspectDef extends NodeDef {
  station: string;
  recipe: string;
  windowSize: number | string;
  backbone: string;
  inputSize: number | string;
  /** Region of interest, percent of the picture. */
  roiLeft: number | string;
  roiTop: number | string;
  roiWidth: number | string;
  roiHeight: number | string;
  /** Percent of good parts that may be rejected. */
  falseRejectTarget: number | string;
  whileLearning: string;
  refine: boolean;
  /** Percent of the window that refinement may remove. */
  removalCap: number | string;
  deadlineMs: number | string;
  queueLimit: number | string;
  queueMegabytes: number | string;
  /** Rejects that each recipe keeps for the reviewer. */
  rejectLimit: number | string;
  rejectMegabytes: number | string;
  /** Node-RED adds it: the nodes wired to each output. */
  wires?: string[][];
}

/** A flow written by hand or by an older version may lack any property: the defaults of the editor hold then. */
export function stationOptions(def: InspectDef, userDirectory: string): StationOptions {
  const left = percent(def.roiLeft, 0, 0, 99);
  const top = percent(def.roiTop, 0, 0, 99);
  return {
    settings: {
      station: textSetting(def.station) || def.id,
      storeDirectory: join(userDirectory, 'sroc-inspection'),
      backbone: isBackboneName(def.backbone) ? def.backbone : 'resnet50',
      inputSize: Math.round(numberSetting(def.inputSize, 224, 128, 512) / 32) * 32,
      region: {
        left,
        top,
        width: Math.min(1 - left, percent(def.roiWidth, 100, 1, 100)),
        height: Math.min(1 - top, percent(def.roiHeight, 100, 1, 100)),
      },
      windowSize: Math.round(numberSetting(def.windowSize, 200, SHORTEST_WINDOW, LONGEST_WINDOW)),
      falseRejectTarget: percent(def.falseRejectTarget, 1, 0.01, 20),
      refine: def.refine !== false,
      removalCap: percent(def.removalCap, 40, 0, 50),
      rejectLimit: Math.round(numberSetting(def.rejectLimit, 1000, 1, 100_000)),
      rejectMegabytes: numberSetting(def.rejectMegabytes, 1000, 1, 100_000),
    },
    limits: {
      deadlineMs: numberSetting(def.deadlineMs, 0, 0, 600_000),
      frames: Math.round(numberSetting(def.queueLimit, 50, 1, 10_000)),
      megabytes: numberSetting(def.queueMegabytes, 200, 1, 4000),
    },
    whileLearning: def.whileLearning === 'pass' ? 'pass' : 'reject',
  };
}

function percent(value: unknown, fallback: number, least: number, most: number): number {
  return numberSetting(value, fallback, least, most) / 100;
}
