import { useState } from 'preact/hooks';
import type { RecentFrame, RejectItem } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Empty } from '../../parts/empty';
import { Picture } from '../../parts/picture';
import { ReadOnly } from '../../parts/read-only';
import type { Place } from '../../server/api';
import { useAction } from '../../server/use-action';
import { useRemote } from '../../server/use-remote';

interface RecentDialogProps {
  place: Place;
  onMiss: () => void;
  onClose: () => void;
}

/** A defect passed: the last frames that did, to find it among. */
export function RecentDialog({ place, onMiss, onClose }: RecentDialogProps) {
  const { api, say, numbers, mayWrite, announce } = useTools();
  const recent = useRemote(() => api.get<RecentFrame[]>('recent', { ...place }), '', JSON.stringify(place));
  const [chosen, setChosen] = useState<string | null>(null);
  const action = useAction();
  const passed = recent.data?.filter(({ evaluation }) => evaluation === 1) ?? [];
  const mark = (frame: string) =>
    action.run(async () => {
      await api.post<RejectItem>('recent/miss', { ...place }, { frame });
      announce(say('recent.marked'), 'good');
      onMiss();
    });
  return (
    <Dialog wide title={say('recent.title')} onClose={onClose}>
      <div class="recent">
        <p>{say('recent.text')}</p>
        <ReadOnly />
        {passed.length === 0 ? (
          <Empty icon="good">{recent.error ?? say(recent.data ? 'recent.none' : 'loading')}</Empty>
        ) : (
          <ul class="gallery">
            {passed.map((frame) => (
              <li key={frame.frame} class="frame-item">
                <button
                  type="button"
                  class={`frame-tile ${chosen === frame.frame ? 'is-chosen' : ''}`}
                  aria-pressed={chosen === frame.frame}
                  onClick={() => setChosen(frame.frame)}
                >
                  <Picture
                    path="recent/picture"
                    query={{ ...place, frame: frame.frame }}
                    as="thumbnail"
                    alt=""
                  />
                  <span class="hidden">
                    {say('recent.tileName', {
                      part: frame.partId,
                      score: numbers.score(frame.score),
                      time: numbers.time(frame.decidedAt),
                    })}
                  </span>
                  <span class="frame-tile-foot" aria-hidden="true">
                    <span class="number">{numbers.score(frame.score)}</span>
                    <time class="small" dateTime={frame.decidedAt}>
                      {numbers.time(frame.decidedAt)}
                    </time>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <div class="buttons dialog-foot">
          <Button onClick={onClose}>{say('action.cancel')}</Button>
          <Button
            icon="warning"
            tone="danger"
            disabled={!mayWrite || action.busy || chosen === null}
            onClick={() => chosen !== null && mark(chosen)}
          >
            {say('recent.mark')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
