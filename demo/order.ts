import { random, shuffled } from './random';

/** In which order good and defective parts come down the line. */
export interface Order {
  /** Is part number `index` (from 0) defective? The same answer every time. */
  defective(index: number): boolean;
}

export interface OrderOptions {
  seed: number;
  /** Length of the training window. */
  window: number;
  /** Share of the window that is defective, on purpose. */
  contamination: number;
  /** Share of the parts after the window that is defective. */
  defectRate: number;
}

/** Exactly `round(window * contamination)` defective parts somewhere in the window, then `defectRate` of them. */
export function lineOrder({ seed, window, contamination, defectRate }: OrderOptions): Order {
  const places = shuffled([...Array(window).keys()], random(seed, 2));
  const polluted = new Set(places.slice(0, Math.round(window * contamination)));
  return {
    defective: (index) =>
      index < window ? polluted.has(index) : random(seed, 1_000_000 + index).next() < defectRate,
  };
}
