import type { Backbone } from '../backbones';
import { emitNetwork } from './emit';
import { emitHead } from './head';
import type { Network } from './network';
import { GraphBuilder, int } from './onnx';

/** The graph that inspects: uint8 frames and what was fitted in; features, scores and anomaly map out. */
export function fusedGraph(backbone: Backbone, network: Network): Uint8Array {
  const graph = new GraphBuilder(backbone.name);
  const layers = backbone.taps.map((tap) => tap.layer);
  emitNetwork(graph, network, backbone.preprocessing, layers);
  emitHead(graph, backbone);
  return graph.encode();
}

/** The bare backbone for measurements: uint8 frames in, the raw maps of some layers out as `tap...`, NCHW. */
export function tapsGraph(
  backbone: Backbone,
  network: Network,
  taps: Record<string, string> = { tap1: backbone.taps[0].layer, tap2: backbone.taps[1].layer },
): Uint8Array {
  const graph = new GraphBuilder(`${backbone.name}-taps`);
  emitNetwork(graph, network, backbone.preprocessing, Object.values(taps));
  for (const [name, layer] of Object.entries(taps)) {
    graph.node(name, 'Identity', [layer]);
    graph.output(name, ['N', `${name}_channels`, `${name}_height`, `${name}_width`]);
  }
  return graph.encode();
}

/** The whole classifier with its class probabilities, as proof that the weights were read rightly. */
export function classifierGraph(backbone: Backbone, network: Network): Uint8Array {
  const graph = new GraphBuilder(`${backbone.name}-classifier`);
  emitNetwork(graph, network, backbone.preprocessing, [network.output]);
  graph.node('classes', 'Flatten', [network.output], { axis: int(1) });
  graph.output('classes', ['N', 'class']);
  return graph.encode();
}
