import { useState } from 'preact/hooks';
import type { ChoicesRequest, RefitOutcome, WindowView as WindowData } from '../../../api';
import { useLive, useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { ReadOnly } from '../../parts/read-only';
import type { Place } from '../../server/api';
import { useAction } from '../../server/use-action';
import { useRemote } from '../../server/use-remote';
import { AlikeQuestion } from './alike-question';
import {
  arranged,
  type Choice,
  type Filter,
  type Pending,
  type Sorting,
  toRequest,
  withChoice,
} from './choices';
import { FrameDialog } from './frame-dialog';
import { Gallery } from './gallery';
import { GalleryBar } from './gallery-bar';
import { PendingBar } from './pending-bar';
import { RefitResult } from './refit-result';

/** The training window: what was kept, what was left out, and changing that. */
export function WindowView({ place }: { place: Place }) {
  const { api, say, mayWrite, announce } = useTools();
  const live = useLive();
  const window = useRemote(
    () => api.get<WindowData>('window', { ...place }),
    live.version(place, 'window'),
    JSON.stringify(place),
  );
  const [pending, setPending] = useState<Pending>(new Map());
  const [sorting, setSorting] = useState<Sorting>('worst');
  const [filter, setFilter] = useState<Filter>('all');
  const [opened, setOpened] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<RefitOutcome | null>(null);
  const action = useAction();
  const view = window.data;

  if (!view) {
    return (
      <section class="view" aria-label={say('view.window')}>
        <h1 class="view-title">{say('view.window')}</h1>
        <Empty icon="window">{window.error ?? say('loading')}</Empty>
      </section>
    );
  }

  const choose = (frames: number[], choice: Choice) => {
    const wanted = new Set(frames);
    setPending(
      withChoice(
        pending,
        view.frames.filter(({ frame }) => wanted.has(frame)),
        choice,
      ),
    );
  };
  const change = (asked: () => Promise<RefitOutcome>, said: string) =>
    action.run(async () => {
      setOutcome(await window.change(asked(), (result) => result.window));
      setPending(new Map());
      announce(said, 'good');
    });
  const refit = (request: ChoicesRequest) =>
    change(() => api.post<RefitOutcome>('window/choices', { ...place }, request), say('window.refitted'));
  const undo = () => change(() => api.post<RefitOutcome>('window/undo', { ...place }), say('window.undone'));

  const shown = arranged(view.frames, sorting, filter, pending);
  const frame = view.frames.find((candidate) => candidate.frame === opened);
  const step = (by: number) => {
    const at = shown.findIndex((candidate) => candidate.frame === opened);
    const next = shown[at + by];
    if (at >= 0 && next) setOpened(next.frame);
  };
  const removed = view.frames.filter(({ kept }) => !kept).length;

  return (
    <section class="view" aria-label={say('view.window')}>
      <header class="view-head">
        <h1 class="view-title">{say('view.window')}</h1>
        <p class="view-sum" role="status">
          {action.busy ? say('window.refitting') : say('window.sum', { frames: view.frames.length, removed })}
        </p>
        <Button
          icon="undo"
          disabled={!mayWrite || action.busy || view.undoable === 0}
          hint={say('window.undoHint', { n: view.undoable })}
          onClick={undo}
        >
          {say('window.undo')}
        </Button>
      </header>
      <ReadOnly />
      {outcome && <RefitResult outcome={outcome} onClose={() => setOutcome(null)} />}
      {view.groups.map((group) => (
        <AlikeQuestion
          key={group.frames.join()}
          place={place}
          frames={view.frames.filter(({ frame }) => group.frames.includes(frame))}
          busy={action.busy}
          onAnswer={(choice) =>
            refit({
              choices: group.frames.map((member) => ({ frame: member, choice })),
              note: say(`alike.note.${choice}`),
            })
          }
          onOpen={setOpened}
        />
      ))}
      <GalleryBar sorting={sorting} filter={filter} onSort={setSorting} onFilter={setFilter} />
      <Gallery place={place} frames={shown} pending={pending} onOpen={setOpened} />
      {pending.size > 0 && (
        <PendingBar
          pending={pending}
          busy={action.busy}
          onDiscard={() => setPending(new Map())}
          onRefit={(note) => refit(toRequest(pending, note))}
        />
      )}
      {frame && (
        <FrameDialog
          place={place}
          modelId={view.modelId}
          frame={frame}
          pending={pending}
          onChoose={(choice) => choose([frame.frame], choice)}
          onStep={step}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  );
}
