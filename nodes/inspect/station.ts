import { randomUUID } from 'node:crypto';
import type { NodeMessage } from 'node-red';
import { HostLost, type InferenceHost } from '../../models/host/client';
import type { Inspection, RecipeCommand, RecipeStatus, StationSettings } from '../../models/host/protocol';
import { type QueueLimits, StationQueue } from '../../models/host/station-queue';
import { Evaluation, notDecidable, toVerdict, type Verdict, type WhileLearning } from '../../models/verdict';
import type { StationStatus } from '../messages';
import { type FrameInput, TriggerCounter } from './frame-input';

/** What the station hands to its node: a verdict and, when wanted, the picture. */
export interface Answer {
  verdict: Verdict;
  picture: Uint8Array | null;
}

/** Sends to the outputs of the node that stands for the station now. */
export type Outlet = (outputs: (NodeMessage | null)[]) => void;

/** Who shows what the station does; one node, replaced by the next on a redeploy. */
export interface StationView {
  recipeChanged(status: RecipeStatus): void;
  engineDown(why: string): void;
  engineUp(): void;
  counted(): void;
}

export interface StationOptions {
  settings: StationSettings;
  limits: QueueLimits;
  whileLearning: WhileLearning;
}

/**
 * One station between Node-RED and the inference process: queue, counters, pause. It knows no node, so that it
 * and the frames it holds survive a redeploy.
 */
export class Station {
  readonly counts: StationStatus['counts'] = { ok: 0, notOk: 0, undecided: 0, learning: 0 };
  readonly recipes = new Map<string, RecipeStatus>();
  paused = false;
  view: StationView | null = null;
  readonly triggers = new TriggerCounter();
  private outlet: Outlet | null = null;
  private held: (NodeMessage | null)[][] = [];
  private readonly queue: StationQueue;
  private readonly onStatus = (status: RecipeStatus) => this.takeStatus(status);
  private readonly onDown = (why: string) => this.view?.engineDown(why);
  private readonly onUp = () => this.view?.engineUp();

  constructor(
    private readonly host: InferenceHost,
    readonly options: StationOptions,
  ) {
    this.queue = new StationQueue(options.limits);
    host.on('status', this.onStatus);
    host.on('down', this.onDown);
    host.on('up', this.onUp);
  }

  get name(): string {
    return this.options.settings.station;
  }

  /** From now on this node speaks for the station; what came while there was none goes out first. */
  attach(view: StationView, outlet: Outlet): void {
    this.view = view;
    this.outlet = outlet;
    const held = this.held;
    this.held = [];
    for (const outputs of held) outlet(outputs);
  }

  /** The node closes; answers are held for the one that comes after it. */
  detach(): void {
    this.view = null;
    this.outlet = null;
  }

  deliver(outputs: (NodeMessage | null)[]): void {
    if (this.outlet) this.outlet(outputs);
    else this.held.push(outputs);
  }

  /** Answers of the station that stood here before, with other settings, leave through this one. */
  takeOver(before: Station): void {
    before.outlet = (outputs) => this.deliver(outputs);
    for (const outputs of before.held) this.deliver(outputs);
    before.held = [];
  }

  async open(): Promise<void> {
    for (const status of await this.host.openStation(this.options.settings)) this.takeStatus(status);
  }

  /** Always resolves, with exactly one verdict for the frame. */
  async inspect(frame: FrameInput, withPicture: boolean): Promise<Answer> {
    const inspection = await this.judge(frame, withPicture);
    const { judgement } = inspection;
    if (judgement.evaluation === Evaluation.OK) this.counts.ok++;
    else if (judgement.evaluation === Evaluation.NotOK) this.counts.notOk++;
    else if (judgement.evaluation === Evaluation.Undefined) this.counts.learning++;
    else this.counts.undecided++;
    const verdict = toVerdict(frame.identity, judgement, {
      resultId: randomUUID(),
      decidedAt: new Date(),
      latencyMs: Math.max(0, Date.now() - frame.receivedAt),
      whileLearning: this.options.whileLearning,
    });
    this.view?.counted();
    return { verdict, picture: inspection.picture };
  }

  command(recipe: string, command: RecipeCommand): Promise<RecipeStatus> {
    return this.host.call('command', { station: this.name, recipe, command });
  }

  async close(): Promise<void> {
    this.host.off('status', this.onStatus);
    this.host.off('down', this.onDown);
    this.host.off('up', this.onUp);
    this.queue.drain('the station was removed from the flow');
    await this.host.closeStation(this.name).catch((error: Error) => {
      // A process that is gone has closed its stations.
      if (!(error instanceof HostLost)) throw error;
    });
  }

  private judge(frame: FrameInput, withPicture: boolean): Promise<Inspection> {
    const refused = this.paused ? 'the station is paused' : frame.fault;
    if (refused) return Promise.resolve({ judgement: notDecidable(refused), picture: null });
    const { image, identity, receivedAt } = frame;
    return this.queue.push(image.data.length, receivedAt, () =>
      this.host.call('inspect', { station: this.name, identity, image, withPicture }),
    );
  }

  private takeStatus(status: RecipeStatus): void {
    if (status.station !== this.name) return;
    this.recipes.set(status.recipe, status);
    this.view?.recipeChanged(status);
  }
}
