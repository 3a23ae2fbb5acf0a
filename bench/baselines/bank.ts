import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphBuilder, int } from '../../models/convert/onnx';
import { floats } from '../../models/inference/extractor';
import type { Rows } from './patches';

/** Distances to the nearest of many vectors, by matrix products: `|x|^2 - 2 x b + |b|^2`. */
export class NearestSearch {
  private constructor(private readonly session: InferenceSession) {}

  static async load(): Promise<NearestSearch> {
    const graph = new GraphBuilder('nearest');
    graph.input('query', 'float', ['Q', 'D']);
    graph.input('bank', 'float', ['D', 'M']);
    graph.input('bank_length2', 'float', [1, 'M']);
    graph.floats('minus_two', [-2], [1]);
    graph.integers('last', [-1]);
    graph.node('products', 'MatMul', ['query', 'bank']);
    graph.node('twice', 'Mul', ['products', 'minus_two']);
    graph.node('partial', 'Add', ['twice', 'bank_length2']);
    graph.integers('one', [1]);
    graph.nodeWithOutputs(['least', 'where'], 'TopK', ['partial', 'one'], { largest: int(0) });
    graph.node('nearest', 'Squeeze', ['least', 'last']);
    graph.output('nearest', ['Q']);
    return new NearestSearch(await InferenceSession.create(graph.encode()));
  }

  /** @returns for each query the distance to the nearest row of the bank */
  async distances(query: Rows, bank: Rows): Promise<Float64Array> {
    const { dims } = bank;
    const transposed = new Float32Array(bank.values.length);
    for (let row = 0; row < bank.count; row++) {
      for (let dim = 0; dim < dims; dim++) {
        transposed[dim * bank.count + row] = bank.values[row * dims + dim];
      }
    }
    const { nearest } = await this.session.run({
      query: new Tensor('float32', query.values, [query.count, dims]),
      bank: new Tensor('float32', transposed, [dims, bank.count]),
      bank_length2: new Tensor('float32', squaredLengths(bank), [1, bank.count]),
    });
    const lengths = squaredLengths(query);
    return Float64Array.from(floats(nearest), (value, at) => Math.sqrt(Math.max(0, lengths[at] + value)));
  }
}

function squaredLengths({ values, count, dims }: Rows): Float32Array {
  return Float32Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let dim = 0; dim < dims; dim++) sum += values[row * dims + dim] ** 2;
    return sum;
  });
}
