import { join } from 'node:path';
import { Lane } from '../concurrency/lane';
import type { WindowHead } from '../learning/window-head';
import type { CurrentModel } from '../recipe/current-model';
import { toFrame } from '../recipe/stored-recipe';
import { Refused } from '../refused';
import type { StationSettings } from '../station-settings';
import { JournalIndex } from '../store/journal-index';
import type { RecipeStore } from '../store/recipe-store';
import type { StoredFrame } from '../store/stored-frame';
import { drawPicture } from './picture';
import type { PictureKind, WindowView } from './views';

type Identity = StoredFrame['identity'];

/** What was read of a window. */
interface Journal {
  path: string;
  index: JournalIndex;
  identities: Identity[];
  /** Pages that ask at once wait for the one that reads the identities. */
  reading: Lane;
}

/** A recipe's window as people see it. */
export class WindowReview {
  private journal: Journal | null = null;

  constructor(
    private readonly settings: StationSettings,
    private readonly store: RecipeStore,
    private readonly head: WindowHead,
  ) {}

  async view(current: CurrentModel): Promise<WindowView> {
    const { fitted, pointer } = current;
    const { threshold } = fitted.detector.parts;
    const identities = await this.identities(current);
    const undecided = (group: readonly number[]) =>
      group.some((index) => fitted.frames[index]?.choice === null);
    return {
      modelId: fitted.detector.id,
      frames: fitted.frames.map(({ kept, choice, outOfFold }, frame) => {
        const { partId, triggerId, capturedAt } = identities[frame];
        return { frame, kept, choice, score: outOfFold / threshold, partId, triggerId, capturedAt };
      }),
      groups: fitted.alike.filter(undecided).map((frames) => ({ frames })),
      undoable: pointer.earlier?.length ?? 0,
    };
  }

  async picture(current: CurrentModel, number: number, as: PictureKind): Promise<Uint8Array> {
    const { detector, frames } = current.fitted;
    if (number >= frames.length) throw new Refused('missing', { kind: 'no-frame', frame: String(number) });
    const record = await recordOf(this.open(current), number);
    const { preview } = record.arrays;
    if (!(preview instanceof Uint8Array) || preview.length === 0)
      throw new Refused('missing', { kind: 'frame-without-picture', frame: String(number) });
    const heat = async () => {
      const [map] = await this.head.patchMaps([toFrame(record)], detector.parts.patch);
      const { patchLimit } = detector.parts;
      return { values: map.map((distance) => distance / patchLimit), side: Math.sqrt(map.length) };
    };
    return drawPicture({ preview, heat }, as, this.settings.region);
  }

  /** Frames were taken out of the window: what was read of them must not pass for those that come in their place. */
  forget(): void {
    this.journal = null;
  }

  /** Read once a window; what a refit appends is read when it is asked for. */
  private async identities(current: CurrentModel): Promise<readonly Identity[]> {
    const journal = this.open(current);
    const { identities, reading } = journal;
    await reading.run(async () => {
      while (identities.length < current.fitted.frames.length) {
        identities.push((await recordOf(journal, identities.length)).meta.identity);
      }
    });
    return identities;
  }

  private open({ pointer }: CurrentModel): Journal {
    const path = join(this.store.directory, pointer.window);
    if (this.journal?.path !== path)
      this.journal = { path, index: new JournalIndex(path), identities: [], reading: new Lane() };
    return this.journal;
  }
}

async function recordOf({ index }: Journal, number: number) {
  const record = await index.record<StoredFrame>(number);
  if (record) return record;
  throw new Refused('missing', { kind: 'frame-lost', frame: String(number) });
}
