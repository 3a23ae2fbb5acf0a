/** Rows and columns added as zeros: top, left, bottom, right. */
export type Pads = readonly [number, number, number, number];

interface Named {
  name: string;
  /** Names of the layers it reads, or the network's input. */
  inputs: readonly string[];
}

/** `weights` lie as [out, in / groups, height, width], the layout of ONNX. */
export interface Conv extends Named {
  kind: 'conv';
  weights: Float32Array;
  shape: readonly [number, number, number, number];
  bias: Float32Array;
  strides: readonly [number, number];
  pads: Pads;
  groups: number;
}

/** Batch normalisation as it is at inference: `scale * x + shift` per channel. */
export interface Affine extends Named {
  kind: 'affine';
  scale: Float32Array;
  shift: Float32Array;
}

export interface MaxPool extends Named {
  kind: 'max-pool';
  size: readonly [number, number];
  strides: readonly [number, number];
  pads: Pads;
}

/** `weights` lie as [in, out]. */
export interface Dense extends Named {
  kind: 'dense';
  weights: Float32Array;
  shape: readonly [number, number];
  bias: Float32Array;
}

export interface Plain extends Named {
  kind: 'relu' | 'relu6' | 'add' | 'global-average' | 'flatten' | 'softmax';
}

export type Layer = Conv | Affine | MaxPool | Dense | Plain;

/** What both weight formats are read into: layers in the order they run, NCHW. */
export interface Network {
  input: string;
  layers: readonly Layer[];
  /** Name of the last layer, the class probabilities. */
  output: string;
}

/** The network without the layers that none of `outputs` needs. */
export function cut(network: Network, outputs: readonly string[]): Network {
  const needed = new Set(outputs);
  const layers = network.layers.toReversed().filter((layer) => {
    if (!needed.delete(layer.name)) return false;
    for (const input of layer.inputs) needed.add(input);
    return true;
  });
  needed.delete(network.input);
  if (needed.size > 0) throw new Error(`The network has no layer called ${[...needed].join(' or ')}.`);
  return { ...network, layers: layers.toReversed() };
}

/** Moves every affine layer that follows a convolution alone into its weights and bias. */
export function foldAffines(network: Network): Network {
  const readers = new Map<string, number>();
  for (const input of network.layers.flatMap((layer) => layer.inputs)) {
    readers.set(input, (readers.get(input) ?? 0) + 1);
  }
  const convs = new Map(network.layers.flatMap((l) => (l.kind === 'conv' ? [[l.name, l] as const] : [])));
  const folded = new Map<string, Conv>();
  for (const layer of network.layers) {
    if (layer.kind !== 'affine') continue;
    const conv = convs.get(layer.inputs[0]);
    if (!conv || readers.get(conv.name) !== 1) {
      throw new Error(`The normalisation ${layer.name} does not follow a convolution alone.`);
    }
    folded.set(conv.name, { ...scaled(conv, layer), name: layer.name });
  }
  const layers = network.layers.flatMap((layer) =>
    layer.kind === 'affine' ? [] : [folded.get(layer.name) ?? layer],
  );
  return { ...network, layers };
}

function scaled(conv: Conv, affine: Affine): Conv {
  const size = conv.weights.length / conv.shape[0];
  return {
    ...conv,
    weights: conv.weights.map((w, i) => w * affine.scale[Math.floor(i / size)]),
    bias: conv.bias.map((b, i) => b * affine.scale[i] + affine.shift[i]),
  };
}
