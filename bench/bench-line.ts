import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackboneName } from '../models/backbones';
import type * as Client from '../models/host/client';
import { IN_FLIGHT } from '../models/host/station-queue';
import { packageRoot } from '../models/package-root';
import type { FitSummary } from '../models/recipe/recipe-status';
import type { Inspection } from '../models/verdict';
import { inEnglish, type Remark, RemarkError } from '../models/words/remark';
import { FIT_OPTIONS } from './defaults';
import { WHOLE } from './features';

const STATION = 'bench';

/** As it is installed: run from its sources, the inference process would hold the compiler too. */
const { InferenceHost }: typeof Client = require(join(packageRoot, 'dist', 'models', 'host', 'client.js'));

/** One station with an inference process of its own, as the inspect node uses it. */
export class BenchLine {
  private sent = 0;

  private constructor(
    private readonly host: Client.InferenceHost,
    private readonly directory: string,
  ) {}

  static async open(backbone: BackboneName, windowSize: number): Promise<BenchLine> {
    const directory = await mkdtemp(join(tmpdir(), 'sroc-bench-'));
    const host = new InferenceHost();
    const refused = new Promise<never>((_, reject) => {
      host.once('refused', (_station, why) => reject(new RemarkError(why)));
    });
    const opened = host.openStation({
      station: STATION,
      storeDirectory: directory,
      backbone,
      inputSize: 224,
      region: WHOLE,
      windowSize,
      refine: true,
      rejectLimit: 1,
      rejectMegabytes: 1,
      ...FIT_OPTIONS,
    });
    await Promise.race([opened, refused]);
    return new BenchLine(host, directory);
  }

  /** From encoded picture to judgement. */
  inspect(data: Buffer, recipe: string): Promise<Inspection> {
    const triggerId = this.sent++ % 65_536;
    const identity = { triggerId, partId: '', recipe, source: 'bench', capturedAt: '' };
    return this.host.call('inspect', { station: STATION, identity, image: { data }, withPicture: false });
  }

  /** Sends frames, as many at once as a station does, until there are no more. @returns each frame's latency, milliseconds */
  async pipeline(frames: Iterable<Buffer>, recipe: string): Promise<number[]> {
    const latencies: number[] = [];
    const source = frames[Symbol.iterator]();
    const worker = async () => {
      for (let next = source.next(); !next.done; next = source.next()) {
        const started = performance.now();
        await this.inspect(next.value, recipe);
        latencies.push(performance.now() - started);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    return latencies;
  }

  /** Resolves when the recipe's detector is ready. @throws when it cannot be fitted */
  fitted(recipe: string): Promise<FitSummary> {
    return new Promise((resolve, reject) => {
      const listen = (status: {
        recipe: string;
        phase: string;
        fit: FitSummary | null;
        remark: Remark | null;
      }) => {
        if (status.recipe !== recipe || (status.phase !== 'inspecting' && status.phase !== 'error')) return;
        this.host.off('status', listen);
        if (status.fit && status.phase === 'inspecting') resolve(status.fit);
        else reject(new Error(status.remark ? inEnglish(status.remark) : 'the window could not be fitted'));
      };
      this.host.on('status', listen);
    });
  }

  /** Megabytes of memory of the inference process, now or at most so far; NaN where the system does not tell. */
  async memory(which: 'VmRSS' | 'VmHWM'): Promise<number> {
    const status = await readFile(`/proc/${this.host.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = new RegExp(`^${which}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1024;
  }

  async close(): Promise<void> {
    await this.host.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}
