import type { RejectItem } from '../../../api';
import { useTools } from '../../app-context';
import { Icon } from '../../parts/icon';

/** What a person said about a reject, and whether the window has learned it. */
export function FeedbackMark({ item }: { item: RejectItem }) {
  const { say } = useTools();
  if (!item.feedback) return null;
  return (
    <span class={`feedback-mark feedback-${item.feedback.verdict}`}>
      <Icon name={item.feedback.verdict === 'good' ? 'good' : 'warning'} />
      {say(`feedback.${item.feedback.verdict}`)}
      {item.windowFrame !== null && ` · ${say('feedback.learned')}`}
    </span>
  );
}
