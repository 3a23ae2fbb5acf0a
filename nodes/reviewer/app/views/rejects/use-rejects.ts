import { useEffect, useState } from 'preact/hooks';
import type { RejectItem, RejectPage } from '../../../api';
import { useLive, useTools } from '../../app-context';
import type { Place } from '../../server/api';
import { useRemote } from '../../server/use-remote';
import { type RejectFilters, toQuery } from './filters';

export interface Rejects {
  items: RejectItem[];
  total: number;
  more: boolean;
  loaded: boolean;
  error: string | null;
  loadMore(): void;
  /** Waits for a change of one item that was just asked for, and shows it. @throws as the change does */
  change(asked: Promise<RejectItem>): Promise<void>;
  reload(): void;
}

/** The rejects that match, page by page; the first page is asked for again when there are new ones. */
export function useRejects(place: Place, filters: RejectFilters): Rejects {
  const { api, announce } = useTools();
  const live = useLive();
  const about = JSON.stringify([place, filters]);
  const first = useRemote(
    () => api.get<RejectPage>('rejects', { ...place, ...toQuery(filters) }),
    live.version(place, 'rejects'),
    about,
  );
  const [later, setLater] = useState<{ about: string; items: RejectItem[]; more: boolean } | null>(null);
  useEffect(() => setLater(null), [about]);
  const page = first.data;
  const known = new Set(page?.rejects.map(({ reject }) => reject));
  const further = later?.about === about ? later : null;
  const items = [
    ...(page?.rejects ?? []),
    ...(further?.items ?? []).filter(({ reject }) => !known.has(reject)),
  ];
  return {
    items,
    total: page?.total ?? 0,
    more: further ? further.more : (page?.more ?? false),
    loaded: page !== null,
    error: first.error,
    reload: first.reload,
    loadMore() {
      api.get<RejectPage>('rejects', { ...place, ...toQuery(filters, items.at(-1)?.reject) }).then(
        (next) => setLater({ about, items: [...items, ...next.rejects], more: next.more }),
        (error: Error) => announce(error.message, 'bad'),
      );
    },
    async change(asked) {
      const item = await first.change(asked, (changed, shown) => ({
        ...shown,
        rejects: replaced(shown.rejects, changed),
      }));
      setLater((shown) => shown && { ...shown, items: replaced(shown.items, item) });
    },
  };
}

function replaced(items: readonly RejectItem[], changed: RejectItem): RejectItem[] {
  return items.map((item) => (item.reject === changed.reject ? changed : item));
}
