/** Patch features as they are kept: `codes[i] * unit`, patches x D row by row. */
export interface CodedPatches {
  codes: Int16Array;
  unit: number;
}

/** What one run of the fused graph says of one frame. */
export interface FrameFeatures {
  patches: CodedPatches;
  /** Global averages of the taps, length P. */
  pooled: Float32Array;
  /** Mean distance of the worst 1 % of patches; meaningless without fitted models. */
  patchScore: number;
  pooledScore: number;
  /** Distance of each patch, `side` x `side` row by row. */
  map: Float32Array;
  side: number;
}
