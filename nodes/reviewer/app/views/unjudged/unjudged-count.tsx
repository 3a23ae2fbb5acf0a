import { useTools } from '../../app-context';
import type { Place } from '../../server/api';
import { reasonsInWords } from '../../words/sentences';

interface UnjudgedCountProps {
  place: Place;
  count: number;
  byCause: Record<string, number>;
}

/** How many frames nobody could judge and why, the way to the list of them. */
export function UnjudgedCount({ place, count, byCause }: UnjudgedCountProps) {
  const { say, numbers, go } = useTools();
  if (count === 0) return <>{numbers.plain(0)}</>;
  return (
    <button type="button" class="link unjudged-count" onClick={() => go({ ...place, view: 'unjudged' })}>
      {numbers.plain(count)}
      <span class="hidden">{say('health.undecided')}</span>
      {reasonsInWords(byCause, say).map(({ reason, count: times }) => (
        <span key={reason} class="fact-more">{`${numbers.plain(times)} × ${reason}`}</span>
      ))}
    </button>
  );
}
