import { join } from 'node:path';
import type { StationSettings } from '../host/protocol';
import type { CurrentModel } from '../recipe';
import { Refused } from '../refused';
import { JournalIndex } from '../store/journal-index';
import type { RecipeStore } from '../store/recipe-store';
import { type StoredFrame, toFrame } from '../stored-recipe';
import type { WindowHead } from '../window-head';
import { drawPicture } from './picture';
import type { PictureKind, WindowView } from './views';

type Identity = StoredFrame['identity'];

/** A recipe's window as people see it. */
export class WindowReview {
  private journal: { path: string; index: JournalIndex; identities: Identity[] } | null = null;

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
    if (number >= frames.length) throw new Refused('missing', `the window has no frame ${number}`);
    const record = await this.record(current, number);
    const { preview } = record.arrays;
    if (!(preview instanceof Uint8Array) || preview.length === 0)
      throw new Refused('missing', `no picture was stored with frame ${number} of the window`);
    const heat = async () => {
      const [map] = await this.head.patchMaps([toFrame(record)], detector.parts.patch);
      const { patchLimit } = detector.parts;
      return { values: map.map((distance) => distance / patchLimit), side: Math.sqrt(map.length) };
    };
    return drawPicture({ preview, heat }, as, this.settings.region);
  }

  /** Read once a window; what a refit appends is read when it is asked for. */
  private async identities(current: CurrentModel): Promise<readonly Identity[]> {
    const { identities } = this.open(current);
    while (identities.length < current.fitted.frames.length) {
      identities.push((await this.record(current, identities.length)).meta.identity);
    }
    return identities;
  }

  private async record(current: CurrentModel, number: number) {
    const record = await this.open(current).index.record<StoredFrame>(number);
    if (record) return record;
    throw new Refused('missing', `frame ${number} is missing in the stored window`);
  }

  private open({ pointer, fitted }: CurrentModel) {
    const path = join(this.store.directory, pointer.window);
    const known = this.journal;
    // Taking back a refit that added frames may be followed by one that adds others.
    if (known?.path === path && known.identities.length <= fitted.frames.length) return known;
    this.journal = { path, index: new JournalIndex(path), identities: [] };
    return this.journal;
  }
}
