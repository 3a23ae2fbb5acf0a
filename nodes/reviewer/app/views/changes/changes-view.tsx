import type { AuditEntry } from '../../../api';
import { useLive, useTools } from '../../app-context';
import { Empty } from '../../parts/empty';
import type { Place } from '../../server/api';
import { useRemote } from '../../server/use-remote';
import { actionInWords } from './action-in-words';
import { detailInWords } from './detail-in-words';

const SHOWN = 200;

/** Who changed what at this station, and when. */
export function ChangesView({ place }: { place: Place }) {
  const { api, say, numbers, go } = useTools();
  const live = useLive();
  const audit = useRemote(
    () => api.get<AuditEntry[]>('audit', { station: place.station, limit: SHOWN }),
    live.version({ station: place.station, recipe: '' }, 'changes'),
    place.station,
  );
  const entries = audit.data ?? [];
  return (
    <section class="view" aria-label={say('view.changes')}>
      <h1 class="view-title">{say('view.changes')}</h1>
      {entries.length === 0 ? (
        <Empty icon="changes">{audit.error ?? say(audit.data ? 'changes.none' : 'loading')}</Empty>
      ) : (
        <ol class="changes">
          {entries.map((entry) => (
            <li key={`${entry.at} ${entry.action} ${entry.detail}`} class="card change">
              <div class="change-head">
                <b>{actionInWords(entry.action, say)}</b>
                {entry.recipe && (
                  <button
                    type="button"
                    class="link change-recipe"
                    onClick={() => go({ station: entry.station, recipe: entry.recipe, view: 'window' })}
                  >
                    {entry.recipe}
                  </button>
                )}
                <time class="small" dateTime={entry.at}>
                  {numbers.dateTime(entry.at)}
                </time>
              </div>
              <p>
                <span class="change-user">{entry.user || say('changes.nobody')}</span>
                {entry.detail && ` · ${detailInWords(entry, say)}`}
              </p>
              {entry.note && <q>{entry.note}</q>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
