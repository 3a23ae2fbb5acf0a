import { onnx } from 'onnx-proto';

type Attribute = onnx.IAttributeProto;
type Dims = readonly (number | string)[];

const { AttributeType } = onnx.AttributeProto;
const { DataType } = onnx.TensorProto;

export const int = (i: number): Attribute => ({ type: AttributeType.INT, i });
export const ints = (values: readonly number[]): Attribute => ({
  type: AttributeType.INTS,
  ints: [...values],
});
export const text = (s: string): Attribute => ({ type: AttributeType.STRING, s: Buffer.from(s) });
export type ElementType = 'uint8' | 'int16' | 'int64' | 'float';

const ELEMENT_TYPES = {
  uint8: DataType.UINT8,
  int16: DataType.INT16,
  int64: DataType.INT64,
  float: DataType.FLOAT,
};
export const elementType = (type: ElementType): number => ELEMENT_TYPES[type];

const tensorType = (name: string, type: ElementType, dims: Dims): onnx.IValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: elementType(type),
      shape: { dim: dims.map((d) => (typeof d === 'string' ? { dimParam: d } : { dimValue: d })) },
    },
  },
});

/** Writes one ONNX graph: values are named by strings, every node made here has one output unless asked. */
export class GraphBuilder {
  private readonly graph = {
    node: [] as onnx.INodeProto[],
    initializer: [] as onnx.ITensorProto[],
    input: [] as onnx.IValueInfoProto[],
    output: [] as onnx.IValueInfoProto[],
  };

  constructor(private readonly name: string) {}

  /** A string dimension is free and bears that name. */
  input(name: string, type: ElementType, dims: Dims): string {
    this.graph.input.push(tensorType(name, type, dims));
    return name;
  }

  output(name: string, dims: Dims, type: ElementType = 'float'): void {
    this.graph.output.push(tensorType(name, type, dims));
  }

  /** Adds a node whose only output is called `name`. */
  node(
    name: string,
    opType: string,
    input: readonly string[],
    attributes: Record<string, Attribute> = {},
  ): string {
    this.nodeWithOutputs([name], opType, input, attributes);
    return name;
  }

  nodeWithOutputs(
    output: readonly string[],
    opType: string,
    input: readonly string[],
    attributes: Record<string, Attribute> = {},
  ): void {
    const attribute = Object.entries(attributes).map(([key, value]) => ({ name: key, ...value }));
    this.graph.node.push({ name: output[0], opType, input: [...input], output: [...output], attribute });
  }

  floats(name: string, values: Float32Array | readonly number[], dims: readonly number[]): string {
    const data = Float32Array.from(values);
    this.initializer(name, DataType.FLOAT, new Uint8Array(data.buffer), dims);
    return name;
  }

  /** A 1-D int64 constant, or a scalar when `values` is a number. */
  integers(name: string, values: readonly number[] | number): string {
    const list = typeof values === 'number' ? [values] : values;
    const data = BigInt64Array.from(list, BigInt);
    const dims = typeof values === 'number' ? [] : [list.length];
    this.initializer(name, DataType.INT64, new Uint8Array(data.buffer), dims);
    return name;
  }

  /** The model file. Opset 17 and IR version 8 run on every onnxruntime since 1.12. */
  encode(): Uint8Array {
    const model = {
      irVersion: onnx.Version.IR_VERSION,
      opsetImport: [{ domain: '', version: 17 }],
      producerName: '@sroc/node-red-inspection',
      graph: { name: this.name, ...this.graph },
    };
    return onnx.ModelProto.encode(model).finish();
  }

  private initializer(name: string, dataType: number, rawData: Uint8Array, dims: readonly number[]): void {
    this.graph.initializer.push({ name, dataType, rawData, dims: [...dims] });
  }
}
