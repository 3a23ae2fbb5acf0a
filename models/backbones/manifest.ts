import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackboneName } from './index';

/** What models/build/manifest.json says about one fused graph. */
export interface GraphEntry {
  /** File name beside the manifest. */
  file: string;
  /** Of the file, hexadecimal. */
  sha256: string;
  /** Length D of a patch feature and P of the pooled one. */
  patchDims: number;
  pooledDims: number;
  /** Pixels of the input that a patch stands for, in each direction. */
  patchStride: number;
  /** Where the weights come from. */
  source: { package: string; version: string; integrity: string; licence: string };
}

/** File names of the graphs that work on kept window features; they serve every backbone. */
export const WINDOW_GRAPHS = {
  moments: 'window-moments.onnx',
  distances: 'window-distances.onnx',
  choice: 'window-choice.onnx',
  worst: 'window-worst.onnx',
  product: 'window-product.onnx',
  gram: 'window-gram.onnx',
} as const;

/** models/build/manifest.json. */
export interface GraphManifest {
  /** Rises whenever the same frame would give other features: what was fitted before is then of no use. */
  graphVersion: number;
  graphs: Record<BackboneName, GraphEntry>;
}

/**
 * The manifest of the graphs in `folder`.
 * @throws a sentence when there is none or it is not readable
 */
export async function readManifest(folder: string): Promise<GraphManifest> {
  try {
    const manifest: GraphManifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    if (typeof manifest?.graphVersion !== 'number' || !manifest.graphs) throw new Error('it is incomplete');
    return manifest;
  } catch (error) {
    throw new Error(
      `The list of the backbones in ${folder} cannot be read: ${error instanceof Error ? error.message : error}. ` +
        'Install the package again; in a clone of the project run "npm run models".',
    );
  }
}
