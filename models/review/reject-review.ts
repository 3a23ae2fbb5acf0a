import { Lane } from '../concurrency/lane';
import { describeExtractor, type ExtractorVersion, sameExtractor } from '../inference/extractor-version';
import { Refused } from '../refused';
import type { StationSettings } from '../station-settings';
import type { StoreRecord } from '../store/record';
import type { Feedback, RejectEntry } from '../store/reject-log';
import type { RejectStore, StoredReject } from '../store/reject-store';
import { RemarkError } from '../words/remark';
import type { RejectFilter } from './calls';
import { drawPicture } from './picture';
import type { JudgedFrame } from './recent-frames';
import type { Addition } from './refit';
import type { PictureKind, RejectItem, RejectPage } from './views';

/** Rejects that wait to be written; a line where everything is rejected must not fill the memory. */
const MOST_WAITING = 30;

/** Which frames of the window now a reject has become, if any. */
export interface WindowNow {
  window: string;
  frames: number;
}

/** The rejects of one recipe as people see them. */
export class RejectReview {
  private readonly keeping = new Lane();
  private waiting = 0;

  constructor(
    private readonly settings: StationSettings,
    private readonly extractor: ExtractorVersion,
    private readonly store: RejectStore,
  ) {}

  size(): Promise<{ count: number; megabytes: number }> {
    return this.store.size();
  }

  /**
   * Keeps a frame, beside the line.
   * @param preview makes its picture, JPEG
   * @throws when it cannot be kept
   */
  async keep(
    frame: JudgedFrame,
    preview: () => Promise<Uint8Array>,
    feedback: Feedback | null = null,
  ): Promise<void> {
    if (this.waiting >= MOST_WAITING) throw new RemarkError({ kind: 'rejects-too-fast' });
    this.waiting++;
    try {
      await this.keeping.run(async () => this.store.add(this.record(frame, await preview(), feedback)));
    } finally {
      this.waiting--;
    }
  }

  async list(filter: RejectFilter, now: WindowNow | null): Promise<RejectPage> {
    const matching = (await this.store.entries()).filter((entry) => matches(entry, filter)).reverse();
    const start = filter.before ? matching.findIndex(({ reject }) => reject === filter.before) + 1 : 0;
    const end = start + filter.limit;
    return {
      rejects: matching.slice(start, end).map((entry) => toItem(entry, now)),
      total: matching.length,
      more: end < matching.length,
    };
  }

  /** @throws Refused */
  async item(id: string, now: WindowNow | null): Promise<RejectItem> {
    return toItem(await this.entry(id), now);
  }

  async picture(id: string, as: PictureKind): Promise<Uint8Array> {
    await this.entry(id);
    const { meta, arrays } = await this.store.read(id);
    const { preview, heat } = arrays;
    if (!(preview instanceof Uint8Array) || !(heat instanceof Float32Array))
      throw new Refused('missing', { kind: 'reject-without-picture' });
    return drawPicture(
      { preview, heat: async () => ({ values: heat, side: meta.side }) },
      as,
      this.settings.region,
    );
  }

  /** @throws Refused */
  async feedback(id: string, feedback: Feedback | null, now: WindowNow | null): Promise<RejectItem> {
    const entry = await this.store.change(id, { feedback });
    if (!entry) throw noSuchReject();
    return toItem(entry, now);
  }

  /**
   * Rejects with feedback, as frames for the window: those that are in it already by their number.
   * @throws Refused for one whose features another network, region or size made
   */
  async lessons(ids: readonly string[], now: WindowNow): Promise<Lesson[]> {
    const lessons: Lesson[] = [];
    for (const id of new Set(ids)) {
      const entry = await this.entry(id);
      if (!entry.feedback) throw new Refused('request', { kind: 'no-feedback', reject: id });
      const choice = entry.feedback.verdict === 'good' ? ('keep' as const) : ('remove' as const);
      const frame = windowFrame(entry, now);
      if (frame !== null) lessons.push({ id, choice, frame });
      else lessons.push({ id, choice, record: await this.windowRecord(id) });
    }
    return lessons;
  }

  async learned(id: string, window: string, frame: number): Promise<void> {
    await this.store.change(id, { learned: { window, frame } });
  }

  /** The window was taken back to fewer frames. */
  async unlearned({ window, frames }: WindowNow): Promise<void> {
    for (const { reject, learned } of await this.store.entries()) {
      if (learned?.window === window && learned.frame >= frames)
        await this.store.change(reject, { learned: null });
    }
  }

  forget(): Promise<void> {
    return this.keeping.run(() => this.store.forget());
  }

  close(): Promise<void> {
    return this.keeping.run(() => this.store.close());
  }

  private record(
    frame: JudgedFrame,
    preview: Uint8Array,
    feedback: Feedback | null,
  ): StoreRecord<StoredReject> {
    const { patches, pooled, heat, look, side, identity } = frame;
    return {
      meta: {
        entry: entryOf(frame, feedback),
        extractor: this.extractor,
        identity,
        unit: patches.unit,
        look,
        side,
      },
      arrays: { codes: patches.codes, pooled, preview, heat },
    };
  }

  private async windowRecord(id: string): Promise<Addition['record']> {
    const { meta, arrays } = await this.store.read(id);
    const { identity, unit, look, extractor } = meta;
    if (!extractor || !sameExtractor(extractor, this.extractor)) {
      const now = describeExtractor(this.extractor);
      throw new Refused(
        'request',
        extractor
          ? { kind: 'reject-other-settings', reject: id, made: describeExtractor(extractor), now }
          : { kind: 'reject-older', reject: id, now },
      );
    }
    const { codes, pooled, preview } = arrays;
    return { meta: { identity, unit, look }, arrays: { codes, pooled, preview } };
  }

  private async entry(id: string): Promise<RejectEntry> {
    const entry = await this.store.find(id);
    if (entry) return entry;
    throw noSuchReject();
  }
}

/** What a person says about a reject, for the window: of a frame that is in it, or with the frame that is not yet. */
export type Lesson = { id: string; choice: Addition['choice'] } & (
  | { frame: number }
  | { record: Addition['record'] }
);

function noSuchReject(): Refused {
  return new Refused('missing', { kind: 'reject-gone' });
}

function matches(entry: RejectEntry, { from, to, partId, feedback }: RejectFilter): boolean {
  const at = Date.parse(entry.decidedAt);
  return (
    (from === undefined || at >= from) &&
    (to === undefined || at <= to) &&
    (partId === undefined || entry.partId.toLowerCase().includes(partId.toLowerCase())) &&
    (feedback === undefined || (entry.feedback?.verdict ?? 'none') === feedback)
  );
}

function toItem({ bytes: _bytes, learned, ...item }: RejectEntry, now: WindowNow | null): RejectItem {
  return { ...item, windowFrame: now && windowFrame({ learned }, now) };
}

function windowFrame(
  { learned }: Pick<RejectEntry, 'learned'>,
  { window, frames }: WindowNow,
): number | null {
  return learned && learned.window === window && learned.frame < frames ? learned.frame : null;
}

function entryOf(
  { resultId, identity, judgement, decidedAt }: JudgedFrame,
  feedback: Feedback | null,
): StoredReject['entry'] {
  const { evaluation, score, rawScore, modelId, reason } = judgement;
  const { partId, triggerId, capturedAt } = identity;
  return {
    reject: resultId,
    evaluation,
    score,
    rawScore,
    modelId,
    reason,
    partId,
    triggerId,
    capturedAt,
    decidedAt,
    feedback,
    learned: null,
  };
}
