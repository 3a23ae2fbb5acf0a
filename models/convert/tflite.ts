import type { Conv, Layer, Network, Pads, Plain } from './network';
import type { FlatTable, TfliteModel, TfliteOperator, TfliteTensor } from './tflite-file';

const AVERAGE_POOL_2D = 1;
const CONV_2D = 3;
const DEPTHWISE_CONV_2D = 4;
const RESHAPE = 22;
const SOFTMAX = 25;

const PADDING_SAME = 0;
const ACTIVATIONS: Record<number, 'none' | 'relu' | 'relu6'> = { 0: 'none', 1: 'relu', 3: 'relu6' };

/** An operator with its tensors looked up. */
interface Step {
  operator: TfliteOperator;
  options: FlatTable;
  input: TfliteTensor;
  weights: TfliteTensor;
  bias: TfliteTensor;
  output: TfliteTensor;
}

/**
 * The network of a TensorFlow Lite classifier such as MobileNet v1: convolutions with a fused activation, the
 * average over the last map, and the softmax. Layers bear the short names of the output tensors
 * (`Conv2d_5_pointwise`).
 * @throws a sentence for an operator it does not know
 */
export function tfliteNetwork(model: TfliteModel): Network {
  const layers = model.operators.flatMap((operator) => read(stepOf(model, operator)));
  return {
    input: layerName(model.tensors[model.inputs[0]]),
    layers,
    output: layerName(model.tensors[model.outputs[0]]),
  };
}

/** `MobilenetV1/MobilenetV1/Conv2d_5_pointwise/Relu6` is the layer `Conv2d_5_pointwise`. */
function layerName(tensor: TfliteTensor): string {
  return tensor.name.match(/([^/]+)\/Relu6?$/)?.[1] ?? tensor.name;
}

function stepOf(model: TfliteModel, operator: TfliteOperator): Step {
  const nothing: TfliteTensor = { name: '', shape: [], data: new Float32Array() };
  const [input, weights = nothing, bias = nothing] = operator.inputs.map((i) => model.tensors[i] ?? nothing);
  const output = model.tensors[operator.outputs[0]];
  if (!input || !output || !operator.options) {
    throw new Error(`The operator ${operator.code} of the TensorFlow Lite model is damaged.`);
  }
  return { operator, options: operator.options, input, weights, bias, output };
}

function read(step: Step): Layer[] {
  const { input, output, operator, options } = step;
  const name = layerName(output);
  const plain = (kind: Plain['kind']): Layer[] => [{ kind, name, inputs: [layerName(input)] }];
  switch (operator.code) {
    case CONV_2D:
      return withActivation(readConv(step), options.int8(3));
    case DEPTHWISE_CONV_2D:
      return withActivation(readDepthwise(step), options.int8(4));
    case AVERAGE_POOL_2D:
      if (options.int32(3) !== input.shape[2] || options.int32(4) !== input.shape[1]) {
        throw new Error(`The average ${name} does not cover its whole map.`);
      }
      return plain('global-average');
    case RESHAPE:
      return plain('flatten');
    case SOFTMAX:
      return plain('softmax');
    default:
      throw new Error(`The converter does not know the TensorFlow Lite operator ${operator.code} (${name}).`);
  }
}

/** TensorFlow Lite keeps kernels as [out, height, width, in]. */
function readConv(step: Step): Conv {
  const [out, h, w, into] = step.weights.shape;
  return conv(step, [out, into, h, w], 1, (o, i, p) => (o * h * w + p) * into + i);
}

/** And depthwise kernels as [1, height, width, channels]. */
function readDepthwise(step: Step): Conv {
  const [, h, w, channels] = step.weights.shape;
  return conv(step, [channels, 1, h, w], channels, (o, _i, p) => p * channels + o);
}

function conv(
  { input, weights, bias, output, options }: Step,
  shape: readonly [number, number, number, number],
  groups: number,
  at: (out: number, into: number, position: number) => number,
): Conv {
  const [out, into, h, w] = shape;
  const name = layerName(output);
  if (weights.data.length !== out * into * h * w || bias.data.length !== out) {
    throw new Error(`The TensorFlow Lite model has no float32 weights for ${name}.`);
  }
  const reordered = new Float32Array(weights.data.length);
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < into; i++) {
      for (let p = 0; p < h * w; p++) reordered[(o * into + i) * h * w + p] = weights.data[at(o, i, p)];
    }
  }
  const strides = [options.int32(2), options.int32(1)] as const;
  const pads = options.int8(0) === PADDING_SAME ? samePads([h, w], strides) : ([0, 0, 0, 0] as const);
  return {
    kind: 'conv',
    name,
    inputs: [layerName(input)],
    weights: reordered,
    shape,
    bias: bias.data,
    strides,
    pads,
    groups,
  };
}

/**
 * TensorFlow's "same": the total is shared out with the odd row at the end. It depends on the size of the map;
 * this is the value for maps that the stride divides, the reason why inputs are multiples of 32.
 */
function samePads(kernel: readonly number[], strides: readonly number[]): Pads {
  const [y, x] = kernel.map((size, i) => Math.max(size - strides[i], 0));
  return [Math.floor(y / 2), Math.floor(x / 2), Math.ceil(y / 2), Math.ceil(x / 2)];
}

/** The activation takes the name that others read, the convolution in front of it another. */
function withActivation(layer: Conv, code: number): Layer[] {
  const kind = ACTIVATIONS[code];
  if (!kind) throw new Error(`The converter does not know the fused activation ${code} of ${layer.name}.`);
  if (kind === 'none') return [layer];
  const inner = `${layer.name}/conv`;
  return [
    { ...layer, name: inner },
    { kind, name: layer.name, inputs: [inner] },
  ];
}
