import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameIdentity } from '../../models/frame/frame';
import { type HostOptions, InferenceHost } from '../../models/host/client';
import type { RecipePhase, RecipeStatus } from '../../models/recipe/recipe-status';
import type { StationSettings } from '../../models/station-settings';
import type { Inspection } from '../../models/verdict';
import { inEnglish } from '../../models/words/remark';
import { Recorder } from '../nodes/recorder';
import { plate, WHOLE } from './pictures';

export const WINDOW = 20;

export function settings(storeDirectory: string, change: Partial<StationSettings> = {}): StationSettings {
  return {
    station: 'line1',
    storeDirectory,
    backbone: 'mobilenet-v1',
    inputSize: 128,
    region: WHOLE,
    windowSize: WINDOW,
    falseRejectTarget: 0.01,
    refine: true,
    removalCap: 0.4,
    rejectLimit: 1000,
    rejectMegabytes: 1000,
    ...change,
  };
}

export function identity(triggerId: number, recipe = 'default'): FrameIdentity {
  return {
    triggerId,
    partId: `part ${triggerId}`,
    recipe,
    source: 'test',
    capturedAt: '2026-01-01T00:00:00.000Z',
  };
}

/** An inference process with one open station and a store of its own; `end` stops and removes all of it. */
export class HostLine {
  readonly statuses = new Recorder<RecipeStatus>();
  readonly downs = new Recorder<string>();
  readonly opened = new Recorder<string>();
  readonly refused = new Recorder<string>();

  private constructor(
    readonly host: InferenceHost,
    readonly directory: string,
  ) {
    host.on('status', (status) => this.statuses.push(status));
    host.on('down', (why) => this.downs.push(inEnglish(why)));
    host.on('opened', (station) => this.opened.push(station));
    host.on('refused', (_station, why) => this.refused.push(inEnglish(why)));
  }

  static async start(options: HostOptions = {}, folder?: string): Promise<HostLine> {
    const directory = folder ?? (await mkdtemp(join(tmpdir(), 'host-')));
    return new HostLine(new InferenceHost({ backoff: { first: 50, longest: 400 }, ...options }), directory);
  }

  async open(change: Partial<StationSettings> = {}): Promise<void> {
    await this.host.openStation(settings(this.directory, change));
  }

  async inspect(
    number: number,
    defective = false,
    recipe = 'default',
    withPicture = false,
  ): Promise<Inspection> {
    return this.send(number, await plate(number, defective), recipe, withPicture);
  }

  send(number: number, data: Buffer, recipe = 'default', withPicture = false): Promise<Inspection> {
    const frame = { identity: identity(number, recipe), image: { data } };
    return this.host.call('inspect', { station: 'line1', ...frame, withPicture });
  }

  /** Frames `from` to `to`, one after the other; every 10th of them has a scratch. */
  async collect(from: number, to: number, recipe = 'default'): Promise<Inspection[]> {
    const answers: Inspection[] = [];
    for (let number = from; number <= to; number++) {
      answers.push(await this.inspect(number, number % 10 === 0, recipe));
    }
    return answers;
  }

  /** The next status of the phase, of those that come after the first `seen`. */
  phase(phase: RecipePhase, seen = 0, recipe = 'default'): Promise<RecipeStatus> {
    return this.statuses.first(
      (status) =>
        status.phase === phase && status.recipe === recipe && this.statuses.all.indexOf(status) >= seen,
      30_000,
    );
  }

  async end(): Promise<void> {
    await this.host.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}
