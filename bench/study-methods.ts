import { createHash } from 'node:crypto';
import { fitWindow } from '../models/learning/fit';
import { judgeKept } from '../models/learning/judge-kept';
import type { WindowFrame } from '../models/learning/window';
import type { WindowHead } from '../models/learning/window-head';
import { NearestSearch } from './baselines/bank';
import type { Baseline } from './baselines/baseline';
import { consensus } from './baselines/consensus';
import { cutPaste } from './baselines/cut-paste';
import { padim } from './baselines/padim';
import { patchCore } from './baselines/patchcore';
import { pooledMahalanobis, pooledNeighbour } from './baselines/pooled';
import { calibrated } from './calibrate';
import { FIT_OPTIONS } from './defaults';
import type { Features } from './features';
import type { BenchSample } from './variants';

/** The window without its defects. */
export const HAND_CLEANED = 'hand-cleaned';

/** A window to learn from and pictures to judge. */
export interface Task {
  window: WindowFrame[];
  windowSamples: BenchSample[];
  tested: WindowFrame[];
  contamination: number;
}

export interface Judged {
  /** Of the tested pictures; above 1 they are rejected. */
  scores: Float64Array;
  /** Which frames of the window refinement kept; null where it takes out no frames. */
  kept: boolean[] | null;
}

/** A way of learning from a polluted window. */
export interface Method {
  name: string;
  run(task: Task): Promise<Judged>;
}

export const OURS = 'this pack';

/** Detectors on the window as it is, ours first. */
export async function detectorMethods(features: Features, head: WindowHead): Promise<Method[]> {
  const { patchDims } = features;
  const search = await NearestSearch.load();
  const baselines = [
    pooledMahalanobis(head),
    pooledNeighbour,
    padim(patchDims),
    patchCore(patchDims, search, false),
    cutPaste((frames) => features.of(frames.map(pastedCopy))),
  ];
  return [ourMethod(OURS, features, head, (task) => task.window.map(() => true)), ...baselines.map(asMethod)];
}

/** Ways of refining; all end in our detector but SoftPatch, which takes out patches and not frames. */
export async function refinementMethods(features: Features, head: WindowHead): Promise<Method[]> {
  const search = await NearestSearch.load();
  const sroc: Method = {
    name: 'SROC',
    async run({ window, tested }) {
      const options = { patchDims: features.patchDims, ...FIT_OPTIONS, refine: true };
      const fit = await fitWindow(window, options, head);
      const kept = fit.frames.map((frame) => frame.kept);
      return { scores: await judgeKept(fit.detector, tested, head), kept };
    },
  };
  return [
    sroc,
    ourMethod('SRR consensus', features, head, ({ window, contamination }) =>
      consensus(window, contamination, head),
    ),
    asMethod(patchCore(features.patchDims, search, true)),
    ourMethod(HAND_CLEANED, features, head, ({ windowSamples }) =>
      windowSamples.map((sample) => !sample.defective),
    ),
  ];
}

function asMethod(baseline: Baseline): Method {
  return {
    name: baseline.name,
    run: async ({ window, tested }) => ({ scores: await calibrated(baseline, window, tested), kept: null }),
  };
}

/** Our detector on the frames that something keeps. */
function ourMethod(
  name: string,
  features: Features,
  head: WindowHead,
  keep: (task: Task) => boolean[] | Promise<boolean[]>,
): Method {
  return {
    name,
    async run(task) {
      const kept = await keep(task);
      const options = { patchDims: features.patchDims, ...FIT_OPTIONS, refine: false };
      const fit = await fitWindow(
        task.window.filter((_, at) => kept[at]),
        options,
        head,
      );
      return { scores: await judgeKept(fit.detector, task.tested, head), kept };
    },
  };
}

/** The same copy of a picture every time. */
function pastedCopy({ identity }: WindowFrame): BenchSample {
  const seed = createHash('sha256').update(identity.source).digest().readUInt32LE();
  return { path: identity.source, defective: false, type: 'good', variant: { kind: 'cut-paste', seed } };
}
