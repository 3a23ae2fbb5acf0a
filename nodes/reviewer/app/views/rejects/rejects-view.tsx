import { useEffect, useState } from 'preact/hooks';
import type { FeedbackRequest, RefitOutcome, RejectItem } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { ReadOnly } from '../../parts/read-only';
import { saveFile } from '../../parts/save-file';
import type { Place } from '../../server/api';
import { useAction } from '../../server/use-action';
import { ListSwitch } from '../unjudged/list-switch';
import { RefitResult } from '../window/refit-result';
import { FilterBar } from './filter-bar';
import { noFilters } from './filters';
import { RecentDialog } from './recent-dialog';
import { RejectDialog } from './reject-dialog';
import { RejectRow } from './reject-row';
import { SelectionBar } from './selection-bar';
import { useRejects } from './use-rejects';

/** What was rejected, what people think of it, and learning from that. */
export function RejectsView({ place }: { place: Place }) {
  const { api, say, announce } = useTools();
  const [filters, setFilters] = useState(noFilters);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<string | null>(null);
  const [recent, setRecent] = useState(false);
  const [outcome, setOutcome] = useState<RefitOutcome | null>(null);
  const rejects = useRejects(place, filters);
  const action = useAction();
  const about = JSON.stringify(place);
  useEffect(() => {
    setChosen(new Set());
    setOpened(null);
    setOutcome(null);
  }, [about]);

  const toggle = (reject: string) => {
    const next = new Set(chosen);
    if (!next.delete(reject)) next.add(reject);
    setChosen(next);
  };
  const judge = (reject: string, verdict: FeedbackRequest['verdict']) =>
    action.run(async () => {
      await rejects.change(api.post<RejectItem>('rejects/feedback', { ...place }, { reject, verdict }));
      announce(say(verdict ? 'rejects.noted' : 'rejects.unnoted'), 'good');
    });
  const learn = (ids: string[], note: string) =>
    action.run(async () => {
      setOutcome(await api.post<RefitOutcome>('rejects/learn', { ...place }, { rejects: ids, note }));
      setChosen(new Set());
      rejects.reload();
      announce(say('window.refitted'), 'good');
    });
  const exportZip = (ids: string[]) =>
    action.run(async () => {
      const file = await api.fetchFile('rejects/export', { ...place }, { rejects: ids });
      saveFile(file, `rejects-${place.station}-${place.recipe}.zip`);
      announce(say('rejects.exported', { n: ids.length }), 'good');
    });

  const item = rejects.items.find(({ reject }) => reject === opened);
  const step = (by: number) => {
    const at = rejects.items.findIndex(({ reject }) => reject === opened);
    const next = rejects.items[at + by];
    if (at >= 0 && next) setOpened(next.reject);
  };
  return (
    <section class="view" aria-label={say('view.rejects')}>
      <header class="view-head">
        <h1 class="view-title">{say('view.rejects')}</h1>
        <ListSwitch place={place} shown="rejects" />
        <p class="view-sum">{rejects.loaded ? say('rejects.total', { n: rejects.total }) : ''}</p>
        {rejects.items.length > 0 && (
          <Button onClick={() => setChosen(new Set(rejects.items.map(({ reject }) => reject)))}>
            {say('rejects.chooseAll', { n: rejects.items.length })}
          </Button>
        )}
        <Button icon="warning" onClick={() => setRecent(true)}>
          {say('rejects.missButton')}
        </Button>
      </header>
      <ReadOnly />
      {outcome && <RefitResult outcome={outcome} onClose={() => setOutcome(null)} />}
      <FilterBar filters={filters} onFilter={setFilters} />
      {rejects.items.length === 0 && (
        <Empty icon="rejects">{rejects.error ?? say(rejects.loaded ? 'rejects.none' : 'loading')}</Empty>
      )}
      <ul class="rejects">
        {rejects.items.map((reject) => (
          <RejectRow
            key={reject.reject}
            place={place}
            item={reject}
            chosen={chosen.has(reject.reject)}
            onChoose={() => toggle(reject.reject)}
            onOpen={() => setOpened(reject.reject)}
          />
        ))}
      </ul>
      {rejects.more && (
        <div class="more">
          <Button onClick={rejects.loadMore}>
            {say('rejects.more', { shown: rejects.items.length, total: rejects.total })}
          </Button>
        </div>
      )}
      {chosen.size > 0 && (
        <SelectionBar
          items={rejects.items.filter(({ reject }) => chosen.has(reject))}
          busy={action.busy}
          onLearn={(note) => learn([...chosen], note)}
          onExport={() => exportZip([...chosen])}
          onClear={() => setChosen(new Set())}
        />
      )}
      {item && (
        <RejectDialog
          place={place}
          item={item}
          busy={action.busy}
          onJudge={(verdict) => judge(item.reject, verdict)}
          onLearn={() => {
            setOpened(null);
            learn([item.reject], '');
          }}
          onStep={step}
          onClose={() => setOpened(null)}
        />
      )}
      {recent && (
        <RecentDialog
          place={place}
          onMiss={() => {
            setRecent(false);
            rejects.reload();
          }}
          onClose={() => setRecent(false)}
        />
      )}
    </section>
  );
}
