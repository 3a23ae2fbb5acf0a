import type { UnjudgedFrame } from '../../../api';
import { useTools } from '../../app-context';
import { remarkInWords } from '../../words/remarks';
import { adviceInWords, causeInWords } from '../../words/sentences';

/** One frame that nobody could judge; its recipe is named when it is not the one that is looked at. */
export function UnjudgedRow({ frame, recipe }: { frame: UnjudgedFrame; recipe: string }) {
  const { say, numbers } = useTools();
  const trigger = say('fact.triggerNumber', { n: String(frame.triggerId) });
  const details = [
    ...(frame.partId ? [trigger] : []),
    ...(frame.recipe === recipe ? [] : [`${say('header.recipe')} ${frame.recipe}`]),
  ];
  const remark = remarkInWords(frame.remark, '', say) || adviceInWords(frame.cause, say);
  return (
    <li class="unjudged-frame">
      <span class="unjudged-part">
        <span class="reject-part">{frame.partId || trigger}</span>
        <span class="small">{details.join(' · ')}</span>
      </span>
      <time class="small" dateTime={frame.at}>
        {numbers.dateTime(frame.at)}
      </time>
      <span class="unjudged-cause">
        <b>{causeInWords(frame.cause, say)}</b>
        {remark && <span class="small">{remark}</span>}
      </span>
    </li>
  );
}
