import type { RejectItem } from '../../../api';
import { useTools } from '../../app-context';
import { Picture } from '../../parts/picture';
import { VerdictMark } from '../../parts/verdict-mark';
import type { Place } from '../../server/api';
import { FeedbackMark } from './feedback-mark';

interface RejectRowProps {
  place: Place;
  item: RejectItem;
  chosen: boolean;
  onChoose: () => void;
  onOpen: () => void;
}

/** One reject in the list. */
export function RejectRow({ place, item, chosen, onChoose, onOpen }: RejectRowProps) {
  const { say, numbers } = useTools();
  const part = item.partId || say('fact.triggerNumber', { n: String(item.triggerId) });
  return (
    <li class={`reject ${chosen ? 'is-chosen' : ''}`}>
      <label class="reject-choose">
        <input type="checkbox" checked={chosen} onChange={onChoose} />
        <span class="hidden">{say('rejects.choose', { part })}</span>
      </label>
      <button type="button" class="reject-open" onClick={onOpen}>
        <Picture path="rejects/picture" query={{ ...place, reject: item.reject }} as="thumbnail" alt="" />
        <span class="reject-text">
          <span class="reject-part">{part}</span>
          <span class="small">{numbers.minute(item.decidedAt)}</span>
        </span>
        <span class="reject-marks">
          <VerdictMark evaluation={item.evaluation} score={item.score} />
          <FeedbackMark item={item} />
        </span>
      </button>
    </li>
  );
}
