import type { NodeStatus } from 'node-red';
import type { FitWarning } from '../../models/learning/fit-warnings';
import type { RecipeStatus } from '../../models/recipe/recipe-status';
import { inEnglish, type Remark, valuesOf } from '../../models/words/remark';
import type { StationState, StationStatus } from '../messages';
import type { CommandAnswer } from './commands';
import type { Station, StationView } from './station';
import { yieldOf } from './yield';

/** What the status line needs of its node. */
export interface StatusOutlets {
  /** A text of the node's catalog, by key below the node's type. */
  text(key: string, values?: Record<string, string | number>): string;
  show(status: NodeStatus): void;
  publish(status: StationStatus): void;
  /** Reaches Catch nodes. */
  fail(sentence: string): void;
  warn(sentence: string): void;
  /** Path of the reviewer's page at a recipe of this station; null when there is none. */
  reviewer(recipe: string): string | null;
}

/** Counters are published at least so often while frames come, milliseconds. */
const PUBLISH_MS = 5000;

const LOOKS: Record<StationState, Pick<NodeStatus, 'fill' | 'shape'>> = {
  collecting: { fill: 'yellow', shape: 'ring' },
  refining: { fill: 'blue', shape: 'dot' },
  inspecting: { fill: 'green', shape: 'dot' },
  paused: { fill: 'grey', shape: 'ring' },
  error: { fill: 'red', shape: 'dot' },
};

/** Shows a station: the node's status dot, the status output, and what a Catch node hears. */
export class StatusLine implements StationView {
  private recipe: RecipeStatus | null;
  private down: Remark | null = null;
  private shown = '';
  private publishTimer: NodeJS.Timeout | null = null;
  private readonly told = new Set<string>();

  constructor(
    private readonly station: Station,
    private readonly outlets: StatusOutlets,
    private readonly defaultRecipe: string,
  ) {
    this.recipe = station.recipes.get(defaultRecipe) ?? null;
  }

  recipeChanged(status: RecipeStatus): void {
    const before = this.recipe?.recipe === status.recipe ? this.recipe : null;
    if (status.remark) this.tellOnce(inEnglish(status.remark));
    // What the store brings up, or a person trains, beside the recipe on the line is not what the line does.
    const beside = this.recipe !== null || status.phase === 'inspecting';
    if (!before && beside && status.recipe !== this.defaultRecipe) return;
    this.recipe = status;
    const refined = status.phase === 'inspecting' && before?.phase === 'refining';
    // A training that was cancelled while it was refined ends in the fit of before.
    const fitted = refined && status.fit?.modelId !== before.fit?.modelId ? status.fit : null;
    if (fitted) {
      const values = { removed: fitted.removed, frames: fitted.frames };
      this.outlets.publish(this.status(this.outlets.text('status.removed', values)));
      for (const warning of fitted.warnings)
        this.outlets.warn(
          `${this.station.name}, ${status.recipe}: ${warningText(warning, this.outlets.text)}`,
        );
    }
    this.show();
    this.publish();
  }

  engineDown(why: Remark): void {
    if (this.down === null) this.outlets.fail(`${this.station.name}: ${inEnglish(why)}`);
    this.down = why;
    this.show();
    this.publish();
  }

  engineUp(): void {
    this.down = null;
    this.show();
    this.publish();
  }

  resumed(): void {
    this.show();
    this.publish();
  }

  counted(recipe: string): void {
    this.recipe = this.station.recipes.get(recipe) ?? this.recipe;
    this.show();
    this.publishTimer ??= setTimeout(() => {
      this.publishTimer = null;
      this.publish();
    }, PUBLISH_MS);
  }

  show(): void {
    const { state, text, notice } = this.status();
    if (text === this.shown) return;
    this.shown = text;
    const look = LOOKS[state];
    this.outlets.show({ ...look, fill: notice && state !== 'error' ? 'yellow' : look.fill, text });
  }

  publish(): void {
    this.outlets.publish(this.status());
  }

  summary(): ReturnType<StationView['summary']> {
    const { recipe, down } = this;
    return { recipe: recipe?.recipe ?? this.defaultRecipe, state: this.state(), text: this.describe(), down };
  }

  /** The status that answers a command. */
  commandStatus({ name, failure }: CommandAnswer): StationStatus {
    const { text } = this.outlets;
    const answer = failure
      ? text('command.failed', { command: name, reason: remarkText(failure, text) })
      : text('command.done', { command: name });
    return { ...this.status(), command: { name, ok: failure === null, text: answer } };
  }

  /** The last status of a node that was deleted or disabled: nobody takes triggers any more. */
  lastStatus(): StationStatus {
    return { ...this.status(this.outlets.text('status.gone')), state: 'paused' };
  }

  stop(): void {
    if (this.publishTimer) clearTimeout(this.publishTimer);
  }

  private status(text = this.describe()): StationStatus {
    const { recipe, station } = this;
    return {
      station: station.name,
      recipe: recipe?.recipe ?? '',
      state: this.state(),
      text,
      collected: recipe?.collected ?? 0,
      windowSize: recipe?.windowSize ?? station.options.settings.windowSize,
      removed: recipe?.fit?.removed ?? null,
      modelId: recipe?.fit?.modelId ?? null,
      notice: this.notice(),
      counts: station.tally.now,
      reviewer: this.outlets.reviewer(recipe?.recipe ?? this.defaultRecipe),
    };
  }

  private state(): StationState {
    if (this.down !== null) return 'error';
    if (this.station.paused) return 'paused';
    return this.recipe?.phase ?? 'collecting';
  }

  private describe(): string {
    const { text } = this.outlets;
    const { collected, windowSize } = this.recipe ?? {
      collected: 0,
      windowSize: this.station.options.settings.windowSize,
    };
    switch (this.state()) {
      case 'error':
        return text('status.error', { reason: this.why() });
      case 'paused':
        return text('status.paused');
      case 'collecting':
        return this.noticed(text('status.collecting', { collected, windowSize }));
      case 'refining':
        return this.noticed(text('status.refining'));
      case 'inspecting':
        return this.noticed(this.passRate());
    }
  }

  private noticed(text: string): string {
    const notice = this.notice();
    return notice ? this.outlets.text('status.noticed', { text, notice }) : text;
  }

  private why(): string {
    return this.down ? remarkText(this.down, this.outlets.text) : (this.notice() ?? '');
  }

  private notice(): string | null {
    const remark = this.recipe?.remark ?? null;
    return remark && remarkText(remark, this.outlets.text);
  }

  private passRate(): string {
    const passing = yieldOf(this.station.tally.now);
    if (passing === null) return this.outlets.text('status.inspecting');
    return this.outlets.text('status.passing', { rate: (100 * passing).toFixed(1) });
  }

  private tellOnce(notice: string): void {
    if (this.told.has(notice)) return;
    this.told.add(notice);
    this.outlets.fail(`${this.station.name}: ${notice}`);
  }
}

/** A kind that the catalog lacks is said in English. */
function remarkText(remark: Remark, text: StatusOutlets['text']): string {
  const values = valuesOf(remark, (part) => remarkText(part, text));
  return text(`remark.${remark.kind}`, { ...values, defaultValue: inEnglish(remark) });
}

function warningText(warning: FitWarning, text: StatusOutlets['text']): string {
  const { kind, ...numbers } = warning;
  const shares = ['target', 'promised'];
  const written = Object.entries(numbers).map(([name, value]) => [
    name,
    shares.includes(name) ? Number((100 * value).toPrecision(2)) : value,
  ]);
  return text(`warning.${kind}`, Object.fromEntries(written));
}
