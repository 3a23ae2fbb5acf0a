import type { Preprocessing } from '../backbones';
import { type Conv, cut, foldAffines, type Layer, type Network } from './network';
import { elementType, type GraphBuilder, int, ints } from './onnx';

/**
 * Writes the part of the network that `outputs` need, from the graph input `image`
 * (uint8 [N, H, W, 3] RGB) on. Values bear the names of their layers.
 */
export function emitNetwork(
  graph: GraphBuilder,
  network: Network,
  preprocessing: Preprocessing,
  outputs: readonly string[],
): void {
  const { input, layers } = foldAffines(cut(network, outputs));
  emitImage(graph, input, preprocessing);
  for (const layer of layers) {
    const first = layer.kind === 'conv' && layer.inputs[0] === input;
    emitLayer(graph, first ? toRgb(layer, preprocessing) : layer);
  }
}

/**
 * The mean stays an operation of its own: the networks pad with zeros after subtracting it, so with the mean
 * inside the first convolution's bias the border would be darker than in training. It costs one pass over
 * the pixels; scale and channel order cost nothing, being in the weights.
 */
function emitImage(graph: GraphBuilder, output: string, { channelOrder, mean }: Preprocessing): void {
  const rgb = channelOrder === 'rgb' ? mean : mean.toReversed();
  graph.input('image', 'uint8', ['N', 'H', 'W', 3]);
  graph.node('image/nchw', 'Transpose', ['image'], { perm: ints([0, 3, 1, 2]) });
  graph.node('image/float', 'Cast', ['image/nchw'], { to: int(elementType('float')) });
  graph.floats('image/mean', rgb, [1, 3, 1, 1]);
  graph.node(output, 'Sub', ['image/float', 'image/mean']);
}

/** The first convolution, made to read RGB minus mean: the scale and the channel order go into its weights. */
function toRgb(conv: Conv, { channelOrder, scale }: Preprocessing): Conv {
  const [, channels, h, w] = conv.shape;
  if (channels !== 3) throw new Error(`The first convolution ${conv.name} does not read 3 channels.`);
  const size = h * w;
  const weights = conv.weights.map((_, i) => {
    const channel = Math.floor(i / size) % 3;
    const from = channelOrder === 'rgb' ? channel : 2 - channel;
    return conv.weights[i + (from - channel) * size] * scale;
  });
  return { ...conv, weights };
}

function emitLayer(graph: GraphBuilder, layer: Layer): void {
  const { name, inputs } = layer;
  switch (layer.kind) {
    case 'conv':
      graph.floats(`${name}/weights`, layer.weights, layer.shape);
      graph.floats(`${name}/bias`, layer.bias, [layer.bias.length]);
      graph.node(name, 'Conv', [...inputs, `${name}/weights`, `${name}/bias`], {
        kernel_shape: ints(layer.shape.slice(2)),
        strides: ints(layer.strides),
        pads: ints(layer.pads),
        group: int(layer.groups),
      });
      break;
    case 'max-pool':
      graph.node(name, 'MaxPool', inputs, {
        kernel_shape: ints(layer.size),
        strides: ints(layer.strides),
        pads: ints(layer.pads),
      });
      break;
    case 'dense':
      graph.floats(`${name}/weights`, layer.weights, layer.shape);
      graph.floats(`${name}/bias`, layer.bias, [layer.bias.length]);
      graph.node(name, 'Gemm', [...inputs, `${name}/weights`, `${name}/bias`]);
      break;
    case 'relu6':
      graph.floats(`${name}/0`, [0], []);
      graph.floats(`${name}/6`, [6], []);
      graph.node(name, 'Clip', [...inputs, `${name}/0`, `${name}/6`]);
      break;
    case 'relu':
      graph.node(name, 'Relu', inputs);
      break;
    case 'add':
      graph.node(name, 'Add', inputs);
      break;
    case 'global-average':
      graph.node(name, 'GlobalAveragePool', inputs);
      break;
    case 'flatten':
      graph.node(name, 'Flatten', inputs);
      break;
    case 'softmax':
      graph.node(name, 'Softmax', inputs);
      break;
    case 'affine':
      throw new Error(`The normalisation ${name} was not folded.`);
  }
}
