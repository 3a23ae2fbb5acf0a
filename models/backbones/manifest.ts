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

/** models/build/manifest.json. */
export interface GraphManifest {
  /** Rises whenever the same frame would give other features: what was fitted before is then of no use. */
  graphVersion: number;
  graphs: Record<BackboneName, GraphEntry>;
}
