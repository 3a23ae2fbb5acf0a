import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { HostLost, type InferenceHost } from '../../models/host/client';
import { type QueueLimits, StationQueue } from '../../models/host/station-queue';
import type { RecipeCommand } from '../../models/recipe/recipe-command';
import type { RecipeStatus } from '../../models/recipe/recipe-status';
import type {
  FileArgs,
  FileCallName,
  FileResult,
  ReviewArgs,
  ReviewCallName,
  ReviewNews,
  ReviewNumbers,
  ReviewResult,
} from '../../models/review/calls';
import type { StationSettings } from '../../models/station-settings';
import {
  type Inspection,
  notDecidable,
  toVerdict,
  type Verdict,
  type WhileLearning,
} from '../../models/verdict';
import type { Remark } from '../../models/words/remark';
import type { Outputs } from '../held-messages';
import type { StationHealth } from '../reviewer/api';
import { type Fault, type FrameInput, TriggerCounter } from './frame-input';
import { FrameTally } from './frame-tally';
import { news } from './news';
import { StationLive } from './station-live';

/** What the station hands to its node: a verdict and, when wanted, the picture. */
export interface Answer {
  verdict: Verdict;
  picture: Uint8Array | null;
}

/** Sends to the outputs of the node that stands for the station now. */
export type Outlet = (outputs: Outputs) => void;

/** Who shows what the station does; one node, replaced by the next on a redeploy. */
export interface StationView {
  recipeChanged(status: RecipeStatus): void;
  engineDown(why: Remark): void;
  engineUp(): void;
  /** A person let the station go on. */
  resumed(): void;
  /** A frame of this recipe was answered. */
  counted(recipe: string): void;
  /** What it shows now. */
  summary(): Pick<StationHealth, 'recipe' | 'state' | 'text' | 'down'>;
}

export interface StationOptions {
  settings: StationSettings;
  limits: QueueLimits;
  whileLearning: WhileLearning;
}

const PAUSED: Fault = { cause: 'paused', reason: 'the station is paused' };

/**
 * One station between Node-RED and the inference process: queue, counters, pause. It knows no node, so that it
 * and the frames it holds survive a redeploy.
 */
export class Station {
  /** Since the node was deployed with the settings of now. */
  readonly tally = new FrameTally();
  /** As long as the station is there. */
  readonly total = new FrameTally();
  readonly recipes = new Map<string, RecipeStatus>();
  /** What the reviewer shows of each recipe beside its status. */
  readonly numbers = new Map<string, ReviewNumbers>();
  readonly live = new StationLive(Date.now());
  readonly triggers = new TriggerCounter();
  paused = false;
  view: StationView | null = null;
  private outlet: Outlet | null = null;
  private held: Outputs[] = [];
  private readonly queue: StationQueue;

  constructor(
    private readonly host: InferenceHost,
    public options: StationOptions,
  ) {
    this.queue = new StationQueue(options.limits);
    host.on('status', this.onStatus);
    host.on('down', this.onDown);
    host.on('opened', this.onOpened);
    host.on('refused', this.onRefused);
    host.on('review', this.onReview);
  }

  get name(): string {
    return this.options.settings.station;
  }

  /** Frames that wait or are with the engine. */
  get queueLength(): number {
    return this.queue.length;
  }

  /** Whether a node takes the answers; otherwise they are held for the next one. */
  get attached(): boolean {
    return this.outlet !== null;
  }

  /** Takes up other settings under the same name; frames that wait are judged with them. */
  reconfigure(options: StationOptions): void {
    if (isDeepStrictEqual(options, this.options)) return;
    this.options = options;
    this.queue.limits = options.limits;
    this.tally.reset();
    this.recipes.clear();
  }

  /** From now on answers leave through this node; what came while there was none goes out first. */
  attach(outlet: Outlet): void {
    this.outlet = outlet;
    for (const outputs of this.held.splice(0)) outlet(outputs);
  }

  /** The node closes; answers are held for the one that comes after it. */
  detach(): void {
    this.view = null;
    this.outlet = null;
  }

  deliver(outputs: Outputs): void {
    if (this.outlet) this.outlet(outputs);
    else this.held.push(outputs);
  }

  /** Answers of the station that the same node had before, under another name, leave through this one. */
  takeOver(before: Station): void {
    before.attach((outputs) => this.deliver(outputs));
    this.paused = before.paused;
  }

  /** How it went, the view hears. */
  open(): Promise<void> {
    return this.host.openStation(this.options.settings);
  }

  /** Always resolves, with exactly one verdict for the frame. */
  async inspect(frame: FrameInput, withPicture: boolean): Promise<Answer> {
    for (const tally of [this.tally, this.total]) tally.received();
    this.live.arrived(Date.now());
    const resultId = randomUUID();
    const { judgement, picture } = await this.judge(frame, withPicture, resultId);
    const verdict = toVerdict(frame.identity, judgement, {
      resultId,
      decidedAt: new Date(),
      latencyMs: Math.max(0, Date.now() - frame.receivedAt),
      whileLearning: this.options.whileLearning,
    });
    for (const tally of [this.tally, this.total]) tally.answered(verdict);
    const point = this.live.answered(verdict, Date.now(), judgement.remark);
    news.emit('verdict', this.name, verdict.recipe, point);
    if (point.cause) news.emit('changed', this.name, '', 'unjudged');
    this.view?.counted(frame.identity.recipe);
    return { verdict, picture };
  }

  /** Asks the engine about a recipe. @throws Refused with the reason, HostLost */
  ask<K extends ReviewCallName>(
    call: K,
    recipe: string,
    args: Omit<ReviewArgs<K>, 'station' | 'recipe'>,
  ): Promise<ReviewResult<K>> {
    return this.host.call(call, { ...args, station: this.name, recipe });
  }

  /** Asks the engine about the station's recipes as files. @throws as `ask` */
  file<K extends FileCallName>(call: K, args: FileArgs<K>): Promise<FileResult<K>> {
    return this.host.call(call, args);
  }

  /** These are all recipes there are now. */
  replaceRecipes(statuses: readonly RecipeStatus[]): void {
    const names = statuses.map(({ recipe }) => recipe);
    for (const gone of [...this.recipes.keys()].filter((recipe) => !names.includes(recipe))) {
      this.recipes.delete(gone);
      this.numbers.delete(gone);
      this.live.forget(gone);
    }
    for (const status of statuses) this.recipes.set(status.recipe, status);
  }

  /** As the message "resume" does, for a person on the page. */
  resume(): void {
    this.paused = false;
    this.view?.resumed();
  }

  command(recipe: string, command: RecipeCommand): Promise<RecipeStatus> {
    return this.host.call('command', { station: this.name, recipe, command });
  }

  /** Frames that wait are answered unjudged. */
  async close(): Promise<void> {
    this.host.off('status', this.onStatus);
    this.host.off('down', this.onDown);
    this.host.off('opened', this.onOpened);
    this.host.off('refused', this.onRefused);
    this.host.off('review', this.onReview);
    this.queue.drain('the station was removed from the flow before this frame was judged');
    await this.host.closeStation(this.name).catch((error: Error) => {
      // A process that is gone has closed its stations.
      if (!(error instanceof HostLost)) throw error;
    });
  }

  private async judge(frame: FrameInput, withPicture: boolean, resultId: string): Promise<Inspection> {
    const refused = this.paused ? PAUSED : frame.fault;
    if (refused) return { judgement: notDecidable(refused.cause, refused.reason), picture: null };
    const { image, identity, receivedAt } = frame;
    return this.queue.push(image.data.length, receivedAt, () =>
      this.host.call('inspect', { station: this.name, identity, image, withPicture, resultId }),
    );
  }

  private readonly onStatus = (status: RecipeStatus) => {
    if (status.station !== this.name) return;
    this.recipes.set(status.recipe, status);
    this.view?.recipeChanged(status);
  };

  private readonly onReview = ({ station, recipe, changed, numbers }: ReviewNews) => {
    if (station !== this.name) return;
    this.numbers.set(recipe, numbers);
    if (changed) news.emit('changed', station, recipe, changed);
  };

  private readonly onDown = (why: Remark) => this.view?.engineDown(why);

  private readonly onOpened = (station: string) => {
    if (station === this.name) this.view?.engineUp();
  };

  private readonly onRefused = (station: string, why: Remark) => {
    if (station === this.name) this.view?.engineDown(why);
  };
}
