import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { datasetName, readDataset } from '../demo/dataset';
import { WindowHead } from '../models/learning/window-head';
import { asBackbones, numbers } from './arguments';
import { INPUT_SIZE, WINDOW_SIZE } from './defaults';
import { Features } from './features';
import { outcomeOfScores, shareOf } from './outcome';
import { splitSet } from './split';
import { detectorMethods, HAND_CLEANED, type Method, refinementMethods } from './study-methods';
import { lengthsPage, pollutionPage } from './study-page';
import type { StudyRow } from './study-row';
import { tooSmall } from './too-small';
import type { BenchSample } from './variants';

const CONTAMINATIONS = '0,0.05,0.1,0.15,0.2,0.4';
const LENGTHS = '20,50,100,200,400';
/** Contamination of the windows of different lengths. */
const USUAL = 0.1;

/** `npm run -s bench -- study`: what the SROC paper set out to show, one page a part. */
export async function study(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string', multiple: true, default: [] },
      backbone: { type: 'string', default: 'resnet50' },
      contamination: { type: 'string', default: CONTAMINATIONS },
      lengths: { type: 'string', default: LENGTHS },
      seeds: { type: 'string', default: '2' },
      images: { type: 'string', default: join('docs', 'images') },
      cache: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  if (values.data.length === 0) throw new Error('Name at least one folder of pictures: --data DIR');
  const contaminations = numbers('contamination', values.contamination, 0, 0.9);
  const lengths = numbers('lengths', values.lengths, 20, 100_000);
  const [seeds] = numbers('seeds', values.seeds, 1, 1000);
  const [backbone] = asBackbones(values.backbone);
  const head = await WindowHead.load();
  await mkdir(values.images, { recursive: true });
  const all: StudyRow[] = [];
  for (const folder of values.data) {
    const data = datasetName(folder);
    const samples = await readDataset(folder);
    const features = await Features.load(backbone, INPUT_SIZE, values.cache);
    const refinements = await refinementMethods(features, head);
    const methods = [...(await detectorMethods(features, head)), ...refinements];
    const measure = (windowSize: number, contamination: number, used: readonly Method[]) =>
      measureAll({ data, samples, features, seeds }, windowSize, contamination, used);
    const polluted: StudyRow[] = [];
    for (const contamination of contaminations) {
      polluted.push(...(await measure(WINDOW_SIZE, contamination, methods)));
    }
    const byLength: StudyRow[] = [];
    for (const length of lengths)
      byLength.push(...(await measure(length, USUAL, [methods[0], refinements[0]])));
    const pages = [
      ...(polluted.length > 0 ? [pollutionPage(data, polluted)] : []),
      ...(byLength.length > 0 ? [lengthsPage(data, byLength)] : []),
    ];
    for (const { markdown, images } of pages) {
      process.stdout.write(`${markdown}\n`);
      for (const [name, svg] of images) await writeFile(join(values.images, name), svg);
    }
    all.push(...polluted, ...byLength);
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify(all, null, 2)}\n`);
}

interface Part {
  data: string;
  samples: readonly BenchSample[];
  features: Features;
  seeds: number;
}

async function measureAll(
  { data, samples, features, seeds }: Part,
  windowSize: number,
  contamination: number,
  methods: readonly Method[],
): Promise<StudyRow[]> {
  const rows: StudyRow[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    process.stderr.write(`${data}: ${windowSize} frames, contamination ${contamination}, seed ${seed}\n`);
    const split = splitSet(samples, windowSize, contamination, seed);
    const problem = tooSmall(
      split,
      contamination,
      methods.some(({ name }) => name === HAND_CLEANED),
    );
    if (problem) {
      process.stderr.write(`${data} at ${contamination} is left out: ${problem}.\n`);
      break;
    }
    const windowSamples = split.window.map((index) => split.samples[index]);
    const testSamples = split.test.map((index) => split.samples[index]);
    const [window, tested] = [await features.of(windowSamples), await features.of(testSamples)];
    for (const { name, run } of methods) {
      const { scores, kept } = await run({ window, windowSamples, tested, contamination });
      const { auroc, falseReject, defectRecall } = outcomeOfScores(scores, testSamples);
      const removed = (defective: boolean) =>
        kept
          ? shareOf(
              kept.filter((_, at) => windowSamples[at].defective === defective),
              (keeps) => !keeps,
            )
          : Number.NaN;
      rows.push({
        data,
        method: name,
        contamination,
        window: window.length,
        seed,
        defectRecall,
        falseReject,
        auroc,
        removalRecall: removed(true),
        falseRemoval: removed(false),
      });
    }
  }
  return rows;
}
