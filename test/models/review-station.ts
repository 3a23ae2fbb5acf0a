import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../models/engine';
import type { RecipeStatus } from '../../models/recipe/recipe-status';
import type { RecipeReview } from '../../models/review/recipe-review';
import type { StationSettings } from '../../models/station-settings';
import { folderName } from '../../models/store/folder-name';
import { stationFolder } from '../../models/store/recipe-store';
import type { Judgement } from '../../models/verdict';
import type { Recorder } from '../nodes/recorder';
import { EngineLine } from './engine-line';
import { WINDOW } from './host-line';

/** A station whose recipe inspects, as those see it who review it. */
export class ReviewStation {
  private constructor(private readonly line: EngineLine) {}

  static async start(): Promise<ReviewStation> {
    const line = await EngineLine.start();
    await line.collect(1, WINDOW);
    await line.inspecting();
    return new ReviewStation(line);
  }

  get engine(): Engine {
    return this.line.engine;
  }

  get statuses(): Recorder<RecipeStatus> {
    return this.line.statuses;
  }

  /** As after a restart. */
  async restart(change: Partial<StationSettings> = {}): Promise<RecipeReview> {
    await this.line.restart(change);
    return this.review();
  }

  review(): Promise<RecipeReview> {
    return this.line.engine.review('line1', 'default');
  }

  inspect(number: number, defective = false): Promise<Judgement> {
    return this.line.inspect(number, 'default', defective);
  }

  /** Shows a defective plate. @returns its id once it is kept */
  async judgedReject(review: RecipeReview, number: number): Promise<string> {
    const told = new Promise<void>((resolve) => {
      const onNews = ({ changed }: { changed: string | null }) => {
        if (changed !== 'rejects') return;
        review.off('news', onNews);
        resolve();
      };
      review.on('news', onNews);
    });
    const { evaluation, reason } = await this.inspect(number, true);
    assert.equal(evaluation, 2, reason);
    await told;
    const [{ reject, triggerId }] = (await review.rejects({ limit: 1 })).rejects;
    assert.equal(triggerId, number);
    return reject;
  }

  /** Of the recipe. */
  get folder(): string {
    return join(stationFolder(this.line.directory, 'line1'), folderName('default'));
  }

  /** Its files whose name begins so, in the order of their names. */
  async files(prefix: string): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => name.startsWith(prefix)).sort();
  }

  end(): Promise<void> {
    return this.line.end();
  }
}
