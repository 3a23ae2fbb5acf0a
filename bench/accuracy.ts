import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { datasetName, readDataset } from '../demo/dataset';
import { fitWindow } from '../models/learning/fit';
import { WindowHead } from '../models/learning/window-head';
import { asBackbones, numbers, oneOf } from './arguments';
import { FIT_OPTIONS } from './defaults';
import { Features } from './features';
import { outcomeOf, shareOf } from './outcome';
import { DRAWN_DEFECTS } from './piece';
import { pixelAuroc } from './pixel-auroc';
import { type Split, splitSet } from './split';
import { markdownTable, meanRows } from './table';
import { texture } from './texture';
import { tooSmall } from './too-small';
import { unsteady } from './unsteady';
import type { BenchSample } from './variants';

/** What is measured of one window. Rates and AUROC are 0..1; NaN (null in JSON) where a set cannot tell. */
interface Measured {
  window: number;
  seed: number;
  defectRecall: number;
  falseReject: number;
  defectRecallPolluted: number;
  falseRejectPolluted: number;
  defectRecallOracle: number;
  falseRejectOracle: number;
  aurocPolluted: number;
  aurocRefined: number;
  aurocOracle: number;
  removalRecall: number;
  falseRemoval: number;
  pixelAuroc: number;
  fitSeconds: number;
  /** With --rare-variant: share of the window's variants that were removed, and of the tested ones rejected. */
  rareRemoval?: number;
  rareReject?: number;
  rareRejectPolluted?: number;
}

interface AccuracyRow extends Measured {
  data: string;
  backbone: string;
  contamination: number;
}

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
      overlap: { type: 'boolean', default: false },
      'repeat-defects': { type: 'boolean', default: false },
      'rare-variant': { type: 'boolean', default: false },
      'variant-share': { type: 'string', default: '0.05' },
      shift: { type: 'string', default: '0' },
      tilt: { type: 'string', default: '0' },
      light: { type: 'string', default: '0' },
      texture: { type: 'string' },
      cache: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  if (values.data.length === 0) throw new Error('Name at least one folder of pictures: --data DIR');
  const contaminations = numbers('contamination', values.contamination, 0, 0.9);
  const [windowSize] = numbers('window', values.window, 20, 100_000);
  const [seeds] = numbers('seeds', values.seeds, 1, 1000);
  const [inputSize] = numbers('size', values.size, 32, 1024);
  const [variantShare] = numbers('variant-share', values['variant-share'], 0.01, 0.9);
  const how = {
    overlap: values.overlap,
    repeatDefects: values['repeat-defects'],
    variantShare: values['rare-variant'] ? variantShare : 0,
  };
  const [shift] = numbers('shift', values.shift, 0, 0.2);
  const [tilt] = numbers('tilt', values.tilt, 0, 15);
  const [light] = numbers('light', values.light, 0, 1);
  const drawn = values.texture === undefined ? null : oneOf('texture', values.texture, DRAWN_DEFECTS);
  const kinds = [how.repeatDefects || how.variantShare > 0, shift + tilt + light > 0, drawn !== null];
  if (kinds.filter(Boolean).length > 1) {
    throw new Error(
      'Only one of these goes at a time: --repeat-defects and --rare-variant, --shift, --tilt and --light, or --texture.',
    );
  }
  const head = await WindowHead.load();
  const rows: AccuracyRow[] = [];
  for (const backbone of asBackbones(values.backbone)) {
    for (const folder of values.data) {
      const pictures = await readDataset(folder);
      const samples = drawn ? texture(pictures, drawn) : unsteady(pictures, { shift, tilt, light });
      const features = await Features.load(backbone, inputSize, values.cache);
      for (const contamination of contaminations) {
        for (let seed = 0; seed < seeds; seed++) {
          const split = splitSet(samples, windowSize, contamination, seed, how);
          const problem = tooSmall(split, contamination, true);
          if (problem) {
            process.stderr.write(`${datasetName(folder)} at ${contamination} is left out: ${problem}.\n`);
            break;
          }
          const measured = await measure(split, features, head, seed);
          rows.push({ data: datasetName(folder), backbone, contamination, ...measured });
        }
      }
    }
  }
  if (rows.length === 0) throw new Error('Nothing could be measured: give folders with more pictures.');
  const means = meanRows(rows, ['data', 'backbone', 'contamination'], 'seed');
  process.stdout.write(`${markdownTable(rows)}\n\n${markdownTable(means)}\n`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

async function measure(split: Split, features: Features, head: WindowHead, seed: number): Promise<Measured> {
  const inWindow = split.window.map((index) => split.samples[index]);
  const tested = split.test.map((index) => split.samples[index]);
  const [window, test] = [await features.of(inWindow), await features.of(tested)];
  const options = { patchDims: features.patchDims, ...FIT_OPTIONS };
  const outcome = async (frames: typeof window) =>
    outcomeOf(await fitWindow(frames, { ...options, refine: false }, head), tested, test, head);

  const started = performance.now();
  const fit = await fitWindow(window, { ...options, refine: true }, head);
  const fitSeconds = (performance.now() - started) / 1000;
  const refined = await outcomeOf(fit, tested, test, head);
  const polluted = await outcome(window);
  const oracle = await outcome(window.filter((_, at) => !inWindow[at].defective));
  const removed = (wanted: (sample: BenchSample) => boolean) =>
    shareOf(
      fit.frames.filter((_, at) => wanted(inWindow[at])),
      (frame) => !frame.kept,
    );
  const rare = (sample: BenchSample) => sample.variant?.kind === 'rare';
  return {
    window: window.length,
    seed,
    defectRecall: refined.defectRecall,
    falseReject: refined.falseReject,
    defectRecallPolluted: polluted.defectRecall,
    falseRejectPolluted: polluted.falseReject,
    defectRecallOracle: oracle.defectRecall,
    falseRejectOracle: oracle.falseReject,
    aurocPolluted: polluted.auroc,
    aurocRefined: refined.auroc,
    aurocOracle: oracle.auroc,
    removalRecall: removed((sample) => sample.defective),
    falseRemoval: removed((sample) => !sample.defective),
    pixelAuroc: await pixelAuroc(fit, tested, test, head),
    fitSeconds,
    ...(inWindow.some(rare) && {
      rareRemoval: removed(rare),
      rareReject: refined.rareReject,
      rareRejectPolluted: polluted.rareReject,
    }),
  };
}
