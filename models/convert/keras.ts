import type { Layer, Network, Pads } from './network';
import type { KerasLayer, TfjsModel } from './tfjs';

type Pair = [number, number];

const NO_PADS: Pads = [0, 0, 0, 0];

/**
 * The network of a Keras model, such as ResNet50: Conv2D, BatchNormalization, ReLU, Add, ZeroPadding2D,
 * MaxPooling2D, GlobalAveragePooling2D and a Dense softmax.
 * @throws a sentence for a layer it does not know
 */
export function kerasNetwork(model: TfjsModel): Network {
  const layers: Layer[] = [];
  const padded = new Map<string, { source: string; pads: Pads }>();
  let input = '';

  const weight = (layer: string, part: string): Float32Array => {
    const found = model.weights.get(`${layer}/${part}`);
    if (!found) throw new Error(`The model has no weight ${layer}/${part}.`);
    return found.data;
  };

  for (const layer of model.layers) {
    const { name, config } = layer;
    const inputs = (layer.inbound_nodes[0] ?? []).map(([from]) => from);
    const { source, pads } = padded.get(inputs[0]) ?? { source: inputs[0], pads: NO_PADS };
    switch (layer.class_name) {
      case 'InputLayer':
        input = name;
        break;
      case 'ZeroPadding2D': {
        const [[top, bottom], [left, right]] = config.padding as [Pair, Pair];
        padded.set(name, { source, pads: [top, left, bottom, right] });
        break;
      }
      case 'Conv2D': {
        expect(layer, 'activation', 'linear');
        const [h, w] = config.kernel_size as Pair;
        const kernel = weight(name, 'kernel');
        const out = config.filters as number;
        const shape = [out, kernel.length / (out * h * w), h, w] as const;
        layers.push({
          kind: 'conv',
          name,
          inputs: [source],
          weights: toOihw(kernel, shape),
          shape,
          bias: config.use_bias ? weight(name, 'bias') : new Float32Array(out),
          strides: config.strides as Pair,
          pads: config.padding === 'same' ? samePads(layer) : pads,
          groups: 1,
        });
        break;
      }
      case 'BatchNormalization': {
        const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
          (part) => weight(name, part),
        );
        const scale = gamma.map((g, i) => g / Math.sqrt(variance[i] + (config.epsilon as number)));
        const shift = beta.map((b, i) => b - mean[i] * scale[i]);
        layers.push({ kind: 'affine', name, inputs, scale, shift });
        break;
      }
      case 'Activation':
        expect(layer, 'activation', 'relu');
        layers.push({ kind: 'relu', name, inputs });
        break;
      case 'Add':
        layers.push({ kind: 'add', name, inputs });
        break;
      case 'MaxPooling2D':
        // ONNX pads a maximum with minus infinity, Keras padded with zeros: the same only behind a ReLU.
        if (pads !== NO_PADS && layers.find((l) => l.name === source)?.kind !== 'relu') {
          throw new Error(`The padded maximum pooling ${name} does not follow a ReLU.`);
        }
        expect(layer, 'padding', 'valid');
        layers.push({
          kind: 'max-pool',
          name,
          inputs: [source],
          size: config.pool_size as Pair,
          strides: config.strides as Pair,
          pads,
        });
        break;
      case 'GlobalAveragePooling2D':
        layers.push({ kind: 'global-average', name: `${name}/mean`, inputs });
        layers.push({ kind: 'flatten', name, inputs: [`${name}/mean`] });
        break;
      case 'Dense': {
        expect(layer, 'activation', 'softmax');
        const bias = weight(name, 'bias');
        const weights = weight(name, 'kernel');
        const shape = [weights.length / bias.length, bias.length] as const;
        layers.push({ kind: 'dense', name: `${name}/logits`, inputs, weights, shape, bias });
        layers.push({ kind: 'softmax', name, inputs: [`${name}/logits`] });
        break;
      }
      default:
        throw new Error(`The converter does not know the layer type ${layer.class_name} of ${name}.`);
    }
  }
  return { input, layers, output: model.output };
}

function expect(layer: KerasLayer, key: string, value: string): void {
  if (layer.config[key] !== value) {
    throw new Error(`The layer ${layer.name} has ${key} ${layer.config[key]}, expected ${value}.`);
  }
}

/** Keras' "same" for stride 1 and odd kernels, the only case that this network has. */
function samePads(layer: KerasLayer): Pads {
  const [h, w] = layer.config.kernel_size as Pair;
  const strides = layer.config.strides as Pair;
  if (strides[0] !== 1 || strides[1] !== 1 || h % 2 === 0 || w % 2 === 0) {
    throw new Error(`The converter cannot pad ${layer.name}: a stride of 1 and an odd kernel are expected.`);
  }
  return [(h - 1) / 2, (w - 1) / 2, (h - 1) / 2, (w - 1) / 2];
}

/** Keras keeps kernels as [height, width, in, out]. */
function toOihw(kernel: Float32Array, [out, into, h, w]: readonly [number, number, number, number]) {
  const result = new Float32Array(kernel.length);
  for (let p = 0; p < h * w; p++) {
    for (let i = 0; i < into; i++) {
      for (let o = 0; o < out; o++) result[(o * into + i) * h * w + p] = kernel[(p * into + i) * out + o];
    }
  }
  return result;
}
