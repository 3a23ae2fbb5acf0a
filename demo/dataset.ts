import { readdir, stat } from 'node:fs/promises';
import { basename, join, parse, resolve } from 'node:path';

/** One labelled picture of a data set. */
export interface Sample {
  path: string;
  defective: boolean;
  /** Kind of defect: the folder's name, `good` for a good part. */
  type: string;
  /** Picture whose non-zero pixels are the defect, where there is one. */
  mask?: string;
}

const pictures = new Set(['.jpg', '.jpeg', '.png', '.bmp', '.tif', '.tiff', '.webp']);

/**
 * Lists a folder of labelled pictures, sorted by path. Two layouts are read: `good/`, `defect/` and `mask/`, or that of
 * MVTec AD: `train/good/`, `test/good/`, `test/<type>/` and `ground_truth/<type>/<stem>_mask.png`.
 * @throws when the folder has neither layout, or has no picture of a good part
 */
export async function readDataset(folder: string): Promise<Sample[]> {
  const layout = (await isFolder(join(folder, 'train', 'good'))) ? mvtec(folder) : plain(folder);
  const samples = (await layout).sort((one, other) => (one.path < other.path ? -1 : 1));
  if (!samples.some((sample) => !sample.defective)) {
    const expected = 'good/ and defect/, or train/good/ and test/ as in MVTec AD';
    throw new Error(`${folder} has no pictures of good parts; it should hold ${expected}.`);
  }
  return samples;
}

/** What a data set is called: the name of its folder. */
export function datasetName(folder: string): string {
  return basename(resolve(folder));
}

async function plain(folder: string): Promise<Sample[]> {
  const good = (await list(join(folder, 'good'))).map((path) => ({ path, defective: false, type: 'good' }));
  const masks = await masksByStem(join(folder, 'mask'), '');
  const defective = await list(join(folder, 'defect'));
  return [...good, ...defective.map((path) => sample(path, 'defect', masks))];
}

async function mvtec(folder: string): Promise<Sample[]> {
  const samples = (await list(join(folder, 'train', 'good'))).map((path) => sample(path, 'good'));
  const types = await readdir(join(folder, 'test')).catch(() => []);
  for (const type of types) {
    const masks = await masksByStem(join(folder, 'ground_truth', type), '_mask');
    const found = await list(join(folder, 'test', type));
    samples.push(...found.map((path) => sample(path, type, masks)));
  }
  return samples;
}

function sample(path: string, type: string, masks = new Map<string, string>()): Sample {
  const mask = masks.get(parse(path).name);
  return { path, defective: type !== 'good', type, ...(mask && { mask }) };
}

async function list(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => pictures.has(parse(name).ext.toLowerCase()))
    .map((name) => join(folder, name));
}

async function masksByStem(folder: string, ending: string): Promise<Map<string, string>> {
  const masks = (await list(folder)).filter((path) => parse(path).name.endsWith(ending));
  return new Map(masks.map((path) => [parse(path).name.slice(0, -ending.length || undefined), path]));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
