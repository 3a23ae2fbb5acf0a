import { ByteBuffer } from 'flatbuffers';

const FLOAT32 = 0;

export interface TfliteTensor {
  name: string;
  shape: number[];
  /** Empty for what is computed. */
  data: Float32Array;
}

export interface TfliteOperator {
  /** Number in TensorFlow Lite's BuiltinOperator. */
  code: number;
  /** Indices of tensors; -1 for one left out. */
  inputs: number[];
  outputs: number[];
  options: FlatTable | null;
}

export interface TfliteModel {
  tensors: TfliteTensor[];
  operators: TfliteOperator[];
  inputs: number[];
  outputs: number[];
}

/** A table of a flatbuffer, read by field number; every access is checked to lie inside the file. */
export class FlatTable {
  constructor(
    private readonly buffer: ByteBuffer,
    private readonly position: number,
  ) {
    const vtable = position - this.inside(position, 4).readInt32(position);
    this.inside(vtable, this.inside(vtable, 2).readInt16(vtable));
  }

  static root(buffer: ByteBuffer): FlatTable {
    return new FlatTable(buffer, buffer.readInt32(0));
  }

  int8(field: number, missing = 0): number {
    const at = this.at(field);
    return at ? this.inside(at, 1).readInt8(at) : missing;
  }

  int32(field: number, missing = 0): number {
    const at = this.at(field);
    return at ? this.inside(at, 4).readInt32(at) : missing;
  }

  table(field: number): FlatTable | null {
    const at = this.at(field);
    return at ? new FlatTable(this.buffer, this.follow(at)) : null;
  }

  tables(field: number): FlatTable[] {
    const { start, length } = this.vector(field, 4);
    return Array.from({ length }, (_, i) => new FlatTable(this.buffer, this.follow(start + 4 * i)));
  }

  ints(field: number): number[] {
    const { start, length } = this.vector(field, 4);
    return Array.from({ length }, (_, i) => this.buffer.readInt32(start + 4 * i));
  }

  bytes(field: number): Uint8Array {
    const { start, length } = this.vector(field, 1);
    return this.buffer.bytes().slice(start, start + length);
  }

  private vector(field: number, itemSize: number): { start: number; length: number } {
    const at = this.at(field);
    if (!at) return { start: 0, length: 0 };
    const start = this.follow(at) + 4;
    const length = this.inside(start - 4, 4).readInt32(start - 4);
    this.inside(start, length * itemSize);
    return { start, length };
  }

  /** Where the field lies, or 0 when it is left out. */
  private at(field: number): number {
    const offset = this.buffer.__offset(this.position, 4 + 2 * field);
    return offset ? this.position + offset : 0;
  }

  private follow(at: number): number {
    return at + this.inside(at, 4).readInt32(at);
  }

  private inside(start: number, length: number): ByteBuffer {
    if (start < 0 || length < 0 || start + length > this.buffer.capacity()) {
      throw new Error('The TensorFlow Lite model is cut off or damaged: it points outside of itself.');
    }
    return this.buffer;
  }
}

/**
 * Reads a float32 TensorFlow Lite model (schema version 3).
 * @throws a sentence when it is something else, cut off or damaged
 */
export function readTflite(content: Uint8Array): TfliteModel {
  // A copy as a plain Uint8Array: a Buffer's slice() would share memory, and weights need their own, aligned.
  const buffer = new ByteBuffer(Uint8Array.from(content));
  if (content.length < 8 || !buffer.__has_identifier('TFL3')) {
    throw new Error('The file is not a TensorFlow Lite model: it does not bear the mark TFL3.');
  }
  const model = FlatTable.root(buffer);
  const codes = model.tables(1).map((code) => code.int8(0));
  const [graph] = model.tables(2);
  if (!graph) throw new Error('The TensorFlow Lite model holds no graph.');
  const buffers = model.tables(4);
  const tensors = graph.tables(0).map((table) => readTensor(table, buffers));
  const operators = graph.tables(3).map((operator) => ({
    code: codes[operator.int32(0)] ?? -1,
    inputs: operator.ints(1),
    outputs: operator.ints(2),
    options: operator.table(4),
  }));
  return { tensors, operators, inputs: graph.ints(1), outputs: graph.ints(2) };
}

function readTensor(table: FlatTable, buffers: FlatTable[]): TfliteTensor {
  const name = Buffer.from(table.bytes(3)).toString();
  const shape = table.ints(0);
  const raw = buffers[table.int32(2)]?.bytes(0) ?? new Uint8Array();
  // Shapes for reshaping are int32; they are never asked for.
  if (table.int8(1) !== FLOAT32) return { name, shape, data: new Float32Array() };
  if (raw.length > 0 && raw.length !== 4 * shape.reduce((a, b) => a * b, 1)) {
    throw new Error(`The TensorFlow Lite model is damaged: the tensor ${name} has the wrong length.`);
  }
  return { name, shape, data: new Float32Array(raw.buffer) };
}
