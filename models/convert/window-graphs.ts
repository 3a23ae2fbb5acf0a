import { WINDOW_GRAPHS } from '../backbones/manifest';
import { emitMeanOfTop, emitResidual, emitTopMean } from './head';
import { elementType, GraphBuilder, int, ints } from './onnx';

/** Files of the graphs that a fit runs, by name. */
export function windowGraphs(): Record<string, Uint8Array> {
  return {
    [WINDOW_GRAPHS.moments]: momentsGraph(),
    [WINDOW_GRAPHS.distances]: distancesGraph(),
    [WINDOW_GRAPHS.choice]: choiceGraph(),
    [WINDOW_GRAPHS.worst]: worstGraph(),
    [WINDOW_GRAPHS.product]: productGraph(),
    [WINDOW_GRAPHS.gram]: gramGraph(),
  };
}

/**
 * Coded patches of some frames in; out come the sum at each position (patches x D) and, over the patches at `sampled`, the
 * sum (D) and the outer-product sum (D x D).
 */
function momentsGraph(): Uint8Array {
  const graph = new GraphBuilder('window-moments');
  emitCodesInput(graph, 'D');
  // One product with the units scales and sums the frames at once.
  graph.integers('row', [1, -1]);
  graph.node('units', 'Reshape', ['patch_unit', 'row']);
  graph.integers('rows', [0, -1]);
  graph.node('codes/rows', 'Reshape', ['codes', 'rows']);
  graph.node('position_sum', 'MatMul', ['units', 'codes/rows']);
  graph.output('position_sum', [1, 'patches x D']);

  graph.input('sampled', 'int64', ['sampled patches']);
  graph.node('codes/sampled', 'Gather', ['codes', 'sampled'], { axis: int(1) });
  graph.node('patches', 'Mul', ['codes/sampled', 'patch_unit']);
  graph.integers('frames and patches', [0, 1]);
  graph.node('patch_sum', 'ReduceSum', ['patches', 'frames and patches'], { keepdims: int(0) });
  graph.output('patch_sum', ['D']);
  graph.node('patches/shape', 'Shape', ['patches']);
  graph.integers('last', [2]);
  graph.node('patches/dims', 'Gather', ['patches/shape', 'last']);
  graph.integers('all', [-1]);
  graph.node('patches/flat-shape', 'Concat', ['all', 'patches/dims'], { axis: int(0) });
  graph.node('patches/flat', 'Reshape', ['patches', 'patches/flat-shape']);
  graph.node('patches/transposed', 'Transpose', ['patches/flat'], { perm: ints([1, 0]) });
  graph.node('patch_outer', 'MatMul', ['patches/transposed', 'patches/flat']);
  graph.output('patch_outer', ['D', 'D']);
  return graph.encode();
}

/** `left right'`. */
function productGraph(): Uint8Array {
  const graph = new GraphBuilder('window-product');
  graph.input('left', 'float', ['M', 'length']);
  graph.input('right', 'float', ['N', 'length']);
  graph.node('transposed', 'Transpose', ['right'], { perm: ints([1, 0]) });
  graph.node('product', 'MatMul', ['left', 'transposed']);
  graph.output('product', ['M', 'N']);
  return graph.encode();
}

/** `rows' rows`. */
function gramGraph(): Uint8Array {
  const graph = new GraphBuilder('window-gram');
  graph.input('rows', 'float', ['N', 'length']);
  graph.node('transposed', 'Transpose', ['rows'], { perm: ints([1, 0]) });
  graph.node('gram', 'MatMul', ['transposed', 'rows']);
  graph.output('gram', ['length', 'length']);
  return graph.encode();
}

/** Coded patches of some frames and a fitted patch model in; each frame's `patch_score` and patch distances out. */
function distancesGraph(): Uint8Array {
  const graph = new GraphBuilder('window-distances');
  emitScores(graph);
  graph.node('patch_map', 'Identity', ['patch/flat']);
  graph.output('patch_map', ['N', 'patches']);
  return graph.encode();
}

/** As the distances graph; out come also the codes of each frame's `count` worst patches, and where they are. */
function choiceGraph(): Uint8Array {
  const graph = new GraphBuilder('window-choice');
  emitScores(graph);
  graph.input('count', 'int64', [1]);
  graph.nodeWithOutputs(['worst/distances', 'worst_positions'], 'TopK', ['patch/flat', 'count'], {
    sorted: int(0),
  });
  graph.output('worst_positions', ['N', 'count'], 'int64');
  graph.node('worst/rows', 'Unsqueeze', ['worst_positions', 'last']);
  graph.node('worst_codes', 'GatherND', ['patch_codes', 'worst/rows'], { batch_dims: int(1) });
  graph.output('worst_codes', ['N', 'count', 'D'], 'int16');
  return graph.encode();
}

/**
 * As the distances graph, of some patches of each frame: `patch_offsets_of` says which offset is a patch's, `top` how
 * many patches make up the score.
 */
function worstGraph(): Uint8Array {
  const graph = new GraphBuilder('window-worst');
  emitPatchInput(graph, 'D');
  graph.input('patch_offsets_of', 'int64', ['N', 'patches']);
  graph.input('top', 'int64', [1]);
  graph.integers('last', [-1]);
  emitResidual(graph, 'D', (offsets) =>
    graph.node('patch/offset', 'Gather', [offsets, 'patch_offsets_of'], { axis: int(0) }),
  );
  graph.node('patch/flat', 'Squeeze', ['patch/distance', 'last']);
  emitMeanOfTop(graph, 'top');
  graph.output('patch_score', ['N']);
  return graph.encode();
}

/** `patch/flat`, the distances of all patches, and `patch_score`. */
function emitScores(graph: GraphBuilder): void {
  emitPatchInput(graph, 'D');
  graph.integers('last', [-1]);
  emitResidual(graph, 'D');
  graph.node('patch/flat', 'Squeeze', ['patch/distance', 'last']);
  emitTopMean(graph);
  graph.output('patch_score', ['N']);
}

function emitPatchInput(graph: GraphBuilder, dims: string): void {
  emitCodesInput(graph, dims);
  graph.node('patches', 'Mul', ['codes', 'patch_unit']);
}

function emitCodesInput(graph: GraphBuilder, dims: string): void {
  graph.input('patch_codes', 'int16', ['N', 'patches', dims]);
  graph.input('patch_unit', 'float', ['N', 1, 1]);
  graph.node('codes', 'Cast', ['patch_codes'], { to: int(elementType('float')) });
}
