import { readFile } from 'node:fs/promises';
import { type BackboneName, backbones } from '../models/backbones';
import { decodeFrame } from '../models/decode';
import { Extractor } from '../models/extractor';
import type { WindowFrame } from '../models/window';
import { readDataset, type Sample } from './dataset';

/** The whole picture. */
export const WHOLE = { left: 0, top: 0, width: 1, height: 1 };

/** A data set with the features of all its pictures. */
export interface ExtractedSet {
  samples: Sample[];
  frames: WindowFrame[];
  patchDims: number;
  /** Seconds that decoding and extraction took, for all pictures. */
  seconds: number;
}

/** Decodes and extracts every picture as a station does. */
export async function extractSet(
  folder: string,
  backbone: BackboneName,
  inputSize: number,
): Promise<ExtractedSet> {
  const samples = await readDataset(folder);
  const extractor = await Extractor.load(backbone);
  const frames: WindowFrame[] = [];
  const started = performance.now();
  for (const [index, { path }] of samples.entries()) {
    const decoded = await decodeFrame({ data: await readFile(path) }, inputSize, WHOLE);
    const { patches, pooled } = await extractor.run(decoded, extractor.unfitted);
    const identity = { triggerId: index, partId: path, recipe: 'bench', source: path, capturedAt: '' };
    frames.push({ identity, patches, pooled });
  }
  return {
    samples,
    frames,
    patchDims: backbones[backbone].patchDims,
    seconds: (performance.now() - started) / 1000,
  };
}
