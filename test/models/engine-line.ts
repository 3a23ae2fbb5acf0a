import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../../models/engine';
import type { RecipeStatus } from '../../models/recipe/recipe-status';
import type { StationSettings } from '../../models/station-settings';
import { stationFolder } from '../../models/store/recipe-store';
import type { Judgement } from '../../models/verdict';
import { Recorder } from '../nodes/recorder';
import { identity, settings } from './host-line';
import { plate } from './pictures';

/** An engine in this process with one open station and a store of its own; `end` stops and removes all of it. */
export class EngineLine {
  engine = new Engine();
  statuses = new Recorder<RecipeStatus>();

  private constructor(readonly directory: string) {}

  static async start(): Promise<EngineLine> {
    const line = new EngineLine(await mkdtemp(join(tmpdir(), 'engine-')));
    await line.restart();
    return line;
  }

  /** As after a restart of the inference process. */
  async restart(change: Partial<StationSettings> = {}): Promise<RecipeStatus[]> {
    await this.engine.closeAll();
    this.engine = new Engine();
    this.statuses = new Recorder();
    this.engine.on('status', (status) => this.statuses.push(status));
    return this.engine.open(settings(this.directory, change));
  }

  /** Every tenth plate has a scratch. */
  async inspect(number: number, recipe = 'default', defective = number % 10 === 0): Promise<Judgement> {
    const data = await plate(number, defective);
    return (await this.engine.inspect('line1', identity(number, recipe), { data }, false)).judgement;
  }

  async collect(from: number, to: number, recipe = 'default'): Promise<void> {
    for (let number = from; number <= to; number++) await this.inspect(number, recipe);
  }

  inspecting(recipe = 'default'): Promise<RecipeStatus> {
    return this.statuses.first((status) => status.recipe === recipe && status.phase === 'inspecting', 30_000);
  }

  /** The one folder of the recipe `default`, and its files in the order of their names. */
  async files(): Promise<{ folder: string; names: string[] }> {
    const station = stationFolder(this.directory, 'line1');
    const folders = (await readdir(station)).filter((name) => name.startsWith('default-'));
    assert.equal(folders.length, 1);
    const folder = join(station, folders[0]);
    return { folder, names: (await readdir(folder)).sort() };
  }

  async end(): Promise<void> {
    await this.engine.closeAll();
    await rm(this.directory, { recursive: true });
  }
}
