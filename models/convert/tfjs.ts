import { posix } from 'node:path';

/** One layer as Keras wrote it down. */
export interface KerasLayer {
  name: string;
  class_name: string;
  config: Record<string, unknown>;
  inbound_nodes: [string, number, number, unknown][][];
}

export interface TfjsModel {
  layers: KerasLayer[];
  output: string;
  /** Weight by name such as `conv1/kernel`. */
  weights: Map<string, { shape: number[]; data: Float32Array }>;
}

interface ModelJson {
  format: string;
  modelTopology: {
    model_config: { config: { layers: KerasLayer[]; output_layers: [string, number, number][] } };
  };
  weightsManifest: {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string; quantization?: unknown }[];
  }[];
}

/**
 * Reads a TensorFlow.js layers model: model.json and the shards it names, which lie beside it.
 * @param files contents by path
 * @throws a sentence when a file is missing, is no layers model, or the shards have the wrong length
 */
export function readTfjs(files: ReadonlyMap<string, Buffer>, path: string): TfjsModel {
  try {
    return read(files, path);
  } catch (error) {
    // Something in the JSON is not what it has to be, and was used as if it were.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new Error(`${path} is damaged: ${error.message}.`);
  }
}

function read(files: ReadonlyMap<string, Buffer>, path: string): TfjsModel {
  const json = parse(need(files, path), path);
  const weights: TfjsModel['weights'] = new Map();
  for (const group of json.weightsManifest) {
    const bytes = Buffer.concat(group.paths.map((p) => need(files, posix.join(posix.dirname(path), p))));
    let offset = 0;
    for (const { name, shape, dtype, quantization } of group.weights) {
      if (dtype !== 'float32' || quantization) throw new Error(`The weight ${name} is not plain float32.`);
      const end = offset + 4 * shape.reduce((a, b) => a * b, 1);
      if (end > bytes.length) throw new Error(`The weights of ${path} end in the middle of ${name}.`);
      const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + end));
      weights.set(name, { shape, data });
      offset = end;
    }
    if (offset !== bytes.length) {
      throw new Error(`The weights of ${path} are ${bytes.length - offset} bytes longer than it says.`);
    }
  }
  const { layers, output_layers } = json.modelTopology.model_config.config;
  return { layers, output: output_layers[0][0], weights };
}

function need(files: ReadonlyMap<string, Buffer>, path: string): Buffer {
  const content = files.get(path);
  if (!content) throw new Error(`The weights package has no file ${path}.`);
  return content;
}

function parse(content: Buffer, path: string): ModelJson {
  let json: ModelJson;
  try {
    json = JSON.parse(content.toString());
  } catch (error) {
    throw new Error(`${path} is not readable as JSON: ${error instanceof Error ? error.message : error}.`);
  }
  if (json?.format !== 'layers-model' || !json.modelTopology?.model_config || !json.weightsManifest) {
    throw new Error(`${path} is not a TensorFlow.js layers model.`);
  }
  return json;
}
