import type { Backbone, Tap } from '../backbones';
import { elementType, type GraphBuilder, int, ints, text } from './onnx';
import { orthogonalProjection } from './projection';

/**
 * The projection of a tap consists of this many independent ones, each of a share of its channels: as good as
 * one over all channels, whose order means nothing, for a quarter of the work.
 */
const BLOCKS = 4;

/**
 * Writes what turns the two taps into features, scores and the anomaly map. What was fitted comes in as
 * graph inputs (see `emitResidual` and `emitDistance`).
 */
export function emitHead(graph: GraphBuilder, { taps, patchDims, pooledDims }: Backbone): void {
  const [fine, coarse] = taps;
  emitPatches(graph, fine, coarse, patchDims);
  emitPooled(graph, taps);
  graph.output('patches', ['N', 'patches', patchDims]);
  emitCodes(graph, patchDims);
  graph.output('pooled', ['N', pooledDims]);

  graph.integers('last', [-1]);
  emitResidual(graph, patchDims);
  emitPooledDistance(graph, pooledDims);
  graph.node('pooled_score', 'Squeeze', ['pooled/distance', 'last']);
  graph.output('pooled_score', ['N']);

  graph.node('patch/flat', 'Squeeze', ['patch/distance', 'last']);
  graph.node('grid', 'Shape', [`${fine.layer}/pooled`]);
  graph.integers('grid/index', [0, 2, 3]);
  graph.node('map/shape', 'Gather', ['grid', 'grid/index']);
  graph.node('patch_map', 'Reshape', ['patch/flat', 'map/shape']);
  graph.output('patch_map', ['N', 'H/8', 'W/8']);
  emitTopMean(graph);
  graph.output('patch_score', ['N']);
}

/**
 * Each tap is projected before it is averaged over its 3x3 neighbourhood: both are linear, the result is the
 * same and the average costs a fraction.
 */
function emitPatches(graph: GraphBuilder, fine: Tap, coarse: Tap, dims: number): void {
  for (const tap of [fine, coarse]) {
    const { layer, channels, stride } = tap;
    const blocks = Array.from({ length: BLOCKS }, (_, block) =>
      orthogonalProjection(dims / 2 / BLOCKS, channels / BLOCKS, stride * BLOCKS + block),
    );
    graph.floats(
      `${layer}/projection`,
      blocks.flatMap((b) => [...b]),
      [dims / 2, channels / BLOCKS, 1, 1],
    );
    graph.node(`${layer}/projected`, 'Conv', [layer, `${layer}/projection`], {
      kernel_shape: ints([1, 1]),
      group: int(BLOCKS),
    });
    graph.node(`${layer}/pooled`, 'AveragePool', [`${layer}/projected`], {
      kernel_shape: ints([3, 3]),
      pads: ints([1, 1, 1, 1]),
      count_include_pad: int(0),
    });
  }
  graph.floats('upsample/scales', [1, 1, 2, 2], [4]);
  graph.node('upsampled', 'Resize', [`${coarse.layer}/pooled`, '', 'upsample/scales'], {
    mode: text('linear'),
    coordinate_transformation_mode: text('half_pixel'),
  });
  graph.node('patches/nchw', 'Concat', [`${fine.layer}/pooled`, 'upsampled'], { axis: int(1) });
  graph.node('patches/nhwc', 'Transpose', ['patches/nchw'], { perm: ints([0, 2, 3, 1]) });
  graph.integers('patches/shape', [0, -1, dims]);
  graph.node('patches', 'Reshape', ['patches/nhwc', 'patches/shape']);
}

function emitPooled(graph: GraphBuilder, taps: readonly Tap[]): void {
  for (const { layer } of taps) graph.node(`${layer}/mean`, 'GlobalAveragePool', [layer]);
  const means = taps.map(({ layer }) => `${layer}/mean`);
  graph.node('means', 'Concat', means, { axis: int(1) });
  graph.node('pooled', 'Flatten', ['means']);
}

/**
 * The patches as they are kept in a training window: 16-bit codes and the value of one code step, per frame.
 * (onnxruntime-node cannot read half floats back where JavaScript has a Float16Array.)
 */
function emitCodes(graph: GraphBuilder, dims: number): void {
  graph.node('patches/magnitude', 'Abs', ['patches']);
  graph.node('patches/largest', 'ReduceMax', ['patches/magnitude'], { axes: ints([1, 2]) });
  graph.floats('codes/steps', [32767], [1]);
  graph.floats('codes/least', [1e-30], [1]);
  graph.node('patches/step', 'Div', ['patches/largest', 'codes/steps']);
  graph.node('patches/unit', 'Max', ['patches/step', 'codes/least']);
  graph.node('patches/scaled', 'Div', ['patches', 'patches/unit']);
  graph.node('patches/rounded', 'Round', ['patches/scaled']);
  graph.node('patch_codes', 'Cast', ['patches/rounded'], { to: int(elementType('int16')) });
  graph.node('patch_unit', 'Flatten', ['patches/unit']);
  graph.output('patch_codes', ['N', 'patches', dims], 'int16');
  graph.output('patch_unit', ['N', 1]);
}

/**
 * `patch/distance = |x filter - offset|` of `patches`, with a last axis of length 1. There is one offset for all patches
 * or one for each position.
 * @param choose names the value that holds the offsets of the given patches; as they are when left out
 */
export function emitResidual(
  graph: GraphBuilder,
  dims: number | string,
  choose: (offsets: string) => string = (offsets) => offsets,
): void {
  graph.input('patch_filter', 'float', [dims, dims]);
  graph.input('patch_offset', 'float', ['patch_offsets', dims]);
  graph.node('patch/filtered', 'MatMul', ['patches', 'patch_filter']);
  graph.node('patch/residual', 'Sub', ['patch/filtered', choose('patch_offset')]);
  emitSquaredLength(graph, 'patch/length2', 'patch/residual');
  graph.node('patch/distance', 'Sqrt', ['patch/length2']);
}

/**
 * `pooled/distance` is the root of `d2 = scale * |y|^2 - |y B|^2`, `y = (x - mean) * weights`, never below 0, with a
 * last axis of length 1.
 */
function emitPooledDistance(graph: GraphBuilder, dims: number): void {
  graph.input('pooled_mean', 'float', [1, dims]);
  graph.input('pooled_scale', 'float', [1]);
  graph.input('pooled_basis', 'float', [dims, 'L']);
  graph.input('pooled_weights', 'float', [dims]);
  graph.node('pooled/offset', 'Sub', ['pooled', 'pooled_mean']);
  graph.node('pooled/centred', 'Mul', ['pooled/offset', 'pooled_weights']);
  graph.node('pooled/projected', 'MatMul', ['pooled/centred', 'pooled_basis']);
  emitSquaredLength(graph, 'pooled/length2', 'pooled/centred');
  emitSquaredLength(graph, 'pooled/inside2', 'pooled/projected');
  graph.node('pooled/whole2', 'Mul', ['pooled/length2', 'pooled_scale']);
  graph.node('pooled/left2', 'Sub', ['pooled/whole2', 'pooled/inside2']);
  // Rounding can leave a little less than nothing of a vector that lies inside the subspace.
  graph.node('pooled/clamped', 'Relu', ['pooled/left2']);
  graph.node('pooled/distance', 'Sqrt', ['pooled/clamped']);
}

/** Of the last axis. Two operations, because onnxruntime has no fast ReduceSumSquare: half the time. */
function emitSquaredLength(graph: GraphBuilder, name: string, input: string): void {
  graph.node(`${name}/squares`, 'Mul', [input, input]);
  graph.node(name, 'ReduceSum', [`${name}/squares`, 'last']);
}

/** Of `patch/flat`: mean of the top 1 % of the patches: patches / 100 rounded to the nearest whole number, at least 1. */
export function emitTopMean(graph: GraphBuilder): void {
  graph.node('patch/shape', 'Shape', ['patch/flat']);
  graph.integers('one', [1]);
  graph.integers('fifty', [50]);
  graph.integers('hundred', [100]);
  graph.node('patch/count', 'Gather', ['patch/shape', 'one']);
  graph.node('top/rounding', 'Add', ['patch/count', 'fifty']);
  graph.node('top/percent', 'Div', ['top/rounding', 'hundred']);
  graph.node('top/count', 'Max', ['top/percent', 'one']);
  emitMeanOfTop(graph, 'top/count');
}

/** `patch_score`: mean of the largest `count` of `patch/flat`. */
export function emitMeanOfTop(graph: GraphBuilder, count: string): void {
  graph.nodeWithOutputs(['top/values', 'top/indices'], 'TopK', ['patch/flat', count], { sorted: int(0) });
  graph.node('patch_score', 'ReduceMean', ['top/values'], { axes: ints([1]), keepdims: int(0) });
}
