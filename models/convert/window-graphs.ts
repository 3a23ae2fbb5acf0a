import { emitDistance, emitTopMean } from './head';
import { elementType, GraphBuilder, int, ints } from './onnx';

/**
 * Coded patches of some frames in; per frame their sum (D) and outer-product sum (D x D) out, and
 * over the frames the sum at each position (patches x D).
 */
export function momentsGraph(): Uint8Array {
  const graph = new GraphBuilder('window-moments');
  emitPatchInput(graph, 'D');
  graph.integers('middle', [1]);
  graph.node('patch_sum', 'ReduceSum', ['patches', 'middle'], { keepdims: int(0) });
  graph.output('patch_sum', ['N', 'D']);
  graph.integers('first', [0]);
  graph.node('position_sum', 'ReduceSum', ['patches', 'first'], { keepdims: int(0) });
  graph.output('position_sum', ['patches', 'D']);
  graph.node('patches/transposed', 'Transpose', ['patches'], { perm: ints([0, 2, 1]) });
  graph.node('patch_outer', 'MatMul', ['patches/transposed', 'patches']);
  graph.output('patch_outer', ['N', 'D', 'D']);
  return graph.encode();
}

/** Coded patches of some frames and a fitted patch model in; each frame's `patch_score` and patch distances out. */
export function distancesGraph(): Uint8Array {
  const graph = new GraphBuilder('window-distances');
  emitPatchInput(graph, 'D');
  graph.integers('last', [-1]);
  emitDistance(graph, 'patch', 'patches', 'D', 'K');
  graph.node('patch/flat', 'Squeeze', ['patch/distance', 'last']);
  emitTopMean(graph);
  graph.output('patch_score', ['N']);
  graph.node('patch_map', 'Identity', ['patch/flat']);
  graph.output('patch_map', ['N', 'patches']);
  return graph.encode();
}

function emitPatchInput(graph: GraphBuilder, dims: string): void {
  graph.input('patch_codes', 'int16', ['N', 'patches', dims]);
  graph.input('patch_unit', 'float', ['N', 1, 1]);
  graph.node('codes', 'Cast', ['patch_codes'], { to: int(elementType('float')) });
  graph.node('patches', 'Mul', ['codes', 'patch_unit']);
}
