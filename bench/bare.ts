import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type BackboneName, backbones } from '../models/backbones';
import { tapsGraph } from '../models/convert/graphs';
import { readWeights } from '../models/convert/weights';
import type { DecodedFrame } from '../models/frame/decode';
import { SESSION_OPTIONS } from '../models/inference/extractor';
import { packageRoot } from '../models/package-root';

/** The backbone cut at its taps and nothing else, in a session like the engine's: what no inspection can undercut. */
export class BareBackbone {
  private constructor(private readonly session: InferenceSession) {}

  static async load(name: BackboneName): Promise<BareBackbone> {
    const backbone = backbones[name];
    const { network } = await readWeights(backbone.source, join(packageRoot, '.cache', 'weights'));
    return new BareBackbone(await InferenceSession.create(tapsGraph(backbone, network), SESSION_OPTIONS));
  }

  /** @returns milliseconds of `session.run` on a tensor that is ready */
  async time({ pixels, size }: DecodedFrame): Promise<number> {
    const image = new Tensor('uint8', pixels, [1, size, size, 3]);
    const started = performance.now();
    await this.session.run({ image });
    return performance.now() - started;
  }
}
