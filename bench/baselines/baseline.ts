import type { WindowFrame } from '../../models/learning/window';

/** Anomaly scores of frames, above 0; higher is worse. */
export type Scorer = (frames: readonly WindowFrame[]) => Promise<Float64Array>;

/** A detector of the literature in its simplest honest form, on the features this pack extracts. */
export interface Baseline {
  name: string;
  fit(window: readonly WindowFrame[]): Promise<Scorer>;
}
