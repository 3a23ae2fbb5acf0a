import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type BackboneName, backboneNames } from '../models/backbones';
import { fitWindow, type WindowFit } from '../models/fit';
import { judgeKept } from '../models/judge-kept';
import type { WindowFrame } from '../models/window';
import { WindowHead } from '../models/window-head';
import { auroc } from './auroc';
import { datasetName } from './dataset';
import { type ExtractedSet, extractSet } from './extract';
import { splitSet } from './split';
import { markdownTable } from './table';

/** One line of the accuracy table. Rates and AUROC are 0..1; NaN (null in JSON) where a set cannot tell. */
interface AccuracyRow {
  data: string;
  backbone: string;
  contamination: number;
  window: number;
  seed: number;
  defectRecall: number;
  falseReject: number;
  aurocPolluted: number;
  aurocRefined: number;
  aurocOracle: number;
  removalRecall: number;
  falseRemoval: number;
  falseRejectPolluted: number;
  defectRecallPolluted: number;
  falseRejectOracle: number;
  defectRecallOracle: number;
  fitSeconds: number;
}

/** How a fitted window does on the test pictures. */
interface Outcome {
  auroc: number;
  falseReject: number;
  defectRecall: number;
}

const FALSE_REJECT_TARGET = 0.01;
const REMOVAL_CAP = 0.4;

/** `npm run -s bench -- accuracy`: no refinement, SROC and a hand-cleaned window on the same pictures. */
export async function accuracy(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', multiple: true, default: [] },
      backbone: { type: 'string', default: 'resnet50' },
      contamination: { type: 'string', default: '0,0.1' },
      window: { type: 'string', default: '200' },
      seeds: { type: 'string', default: '3' },
      size: { type: 'string', default: '224' },
      json: { type: 'string' },
    },
  });
  if (values.data.length === 0) throw new Error('Name at least one folder of pictures: --data DIR');
  const head = await WindowHead.load();
  const rows: AccuracyRow[] = [];
  for (const backbone of values.backbone.split(',').map(asBackbone)) {
    for (const folder of values.data) {
      const set = await extractSet(folder, backbone, Number(values.size));
      for (const contamination of values.contamination.split(',').map(Number)) {
        for (let seed = 0; seed < Number(values.seeds); seed++) {
          const numbers = await measure(set, head, Number(values.window), contamination, seed);
          rows.push({ data: datasetName(folder), backbone, contamination, seed, ...numbers });
        }
      }
    }
  }
  process.stdout.write(`${markdownTable(rows)}\n`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

async function measure(
  set: ExtractedSet,
  head: WindowHead,
  windowSize: number,
  contamination: number,
  seed: number,
) {
  const { window, test } = splitSet(set.samples, windowSize, contamination, seed);
  const isDefect = (index: number) => set.samples[index].defective;
  const framesOf = (indices: readonly number[]): WindowFrame[] => indices.map((index) => set.frames[index]);
  const options = {
    patchDims: set.patchDims,
    refine: true,
    removalCap: REMOVAL_CAP,
    falseRejectTarget: FALSE_REJECT_TARGET,
  };
  const outcome = async (fit: WindowFit): Promise<Outcome> => {
    const scores = await judgeKept(fit.detector, framesOf(test), head);
    const rejected = (defective: boolean) => {
      const own = test.flatMap((index, at) => (isDefect(index) === defective ? [scores[at]] : []));
      return own.filter((score) => score > 1).length / own.length;
    };
    return {
      auroc: auroc(scores, test.map(isDefect)),
      falseReject: rejected(false),
      defectRecall: rejected(true),
    };
  };

  const started = performance.now();
  const refinedFit = await fitWindow(framesOf(window), options, head);
  const fitSeconds = (performance.now() - started) / 1000;
  const refined = await outcome(refinedFit);
  const polluted = await outcome(await fitWindow(framesOf(window), { ...options, refine: false }, head));
  const clean = window.filter((index) => !isDefect(index));
  const oracle = await outcome(await fitWindow(framesOf(clean), { ...options, refine: false }, head));
  const removed = (defective: boolean) => {
    const own = window.flatMap((index, at) => (isDefect(index) === defective ? [refinedFit.frames[at]] : []));
    return own.filter((frame) => !frame.kept).length / own.length;
  };
  return {
    window: window.length,
    defectRecall: refined.defectRecall,
    falseReject: refined.falseReject,
    aurocPolluted: polluted.auroc,
    aurocRefined: refined.auroc,
    aurocOracle: oracle.auroc,
    removalRecall: removed(true),
    falseRemoval: removed(false),
    falseRejectPolluted: polluted.falseReject,
    defectRecallPolluted: polluted.defectRecall,
    falseRejectOracle: oracle.falseReject,
    defectRecallOracle: oracle.defectRecall,
    fitSeconds,
  };
}

function asBackbone(name: string): BackboneName {
  const found = backboneNames.find((known) => known === name);
  if (!found) throw new Error(`There is no backbone "${name}"; choose of ${backboneNames.join(', ')}`);
  return found;
}
