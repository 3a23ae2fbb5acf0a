import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { type BackboneName, backbones } from '../models/backbones';
import { readManifest } from '../models/backbones/manifest';
import { decodeFrame } from '../models/frame/decode';
import type { FrameFeatures } from '../models/frame/frame-features';
import { Extractor, modelsDirectory } from '../models/inference/extractor';
import type { WindowFrame } from '../models/learning/window';
import { packageRoot } from '../models/package-root';
import { type BenchSample, drawVariant } from './variants';

/** The whole picture. */
export const WHOLE = { left: 0, top: 0, width: 1, height: 1 };

type Kept = Pick<FrameFeatures, 'patches' | 'pooled'>;

/** Pictures as the engine's frames: decoded and extracted as a station does it, each once. */
export class Features {
  readonly patchDims: number;
  private readonly frames = new Map<string, WindowFrame>();

  private constructor(
    private readonly extractor: Extractor,
    private readonly inputSize: number,
    /** Folder that keeps features from run to run, or null. */
    private readonly cache: string | null,
  ) {
    this.patchDims = backbones[extractor.backbone].patchDims;
  }

  /** @param cached keep the features of every picture on disk; they belong to this very graph */
  static async load(backbone: BackboneName, inputSize: number, cached = false): Promise<Features> {
    const extractor = await Extractor.load(backbone);
    if (!cached) return new Features(extractor, inputSize, null);
    const { graphs, graphVersion } = await readManifest(modelsDirectory);
    const graph = `${backbone}-${graphVersion}-${graphs[backbone].sha256.slice(0, 12)}-${inputSize}`;
    const folder = join(packageRoot, '.cache', 'features', graph);
    await mkdir(folder, { recursive: true });
    return new Features(extractor, inputSize, folder);
  }

  async of(samples: readonly BenchSample[]): Promise<WindowFrame[]> {
    const frames: WindowFrame[] = [];
    for (const sample of samples) frames.push(await this.frame(sample));
    return frames;
  }

  private async frame(sample: BenchSample): Promise<WindowFrame> {
    const name = JSON.stringify([sample.path, sample.variant]);
    const known = this.frames.get(name);
    if (known) return known;
    const features = await this.features(sample).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : error;
      throw new Error(`${sample.path}: ${reason}. Take it out of the folder.`);
    });
    const identity = { triggerId: 0, partId: name, recipe: 'bench', source: sample.path, capturedAt: '' };
    const frame = { identity, ...features };
    this.frames.set(name, frame);
    return frame;
  }

  private async features(sample: BenchSample): Promise<Kept> {
    const picture = await readFile(sample.path);
    return this.cache ? this.kept(this.cache, picture, sample) : this.extract(picture, sample);
  }

  private async kept(folder: string, picture: Buffer, sample: BenchSample): Promise<Kept> {
    const variant = sample.variant ? JSON.stringify(sample.variant) : '';
    const file = join(folder, createHash('sha256').update(picture).update(variant).digest('hex'));
    try {
      return deserialize(await readFile(file));
    } catch {
      // Not kept yet, or cut short by the end of an earlier run.
      const features = await this.extract(picture, sample);
      // Another bench may be at the same picture.
      const own = `${file}.${process.pid}`;
      await writeFile(own, serialize(features));
      await rename(own, file);
      return features;
    }
  }

  private async extract(picture: Buffer, { variant }: BenchSample): Promise<Kept> {
    const data = variant ? await drawVariant(picture, variant) : picture;
    const decoded = await decodeFrame({ data }, this.inputSize, WHOLE);
    const { patches, pooled } = await this.extractor.run(decoded, this.extractor.unfitted);
    return { patches, pooled };
  }
}
