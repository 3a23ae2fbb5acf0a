import { useTools } from '../app-context';
import { Icon } from './icon';

/** OK or NG, by sign, word and colour. */
export function VerdictMark({ evaluation, score }: { evaluation: number; score?: number | null }) {
  const { say, numbers } = useTools();
  const good = evaluation === 1;
  return (
    <span class={`verdict-mark ${good ? 'is-good' : 'is-bad'}`}>
      <Icon name={good ? 'good' : 'bad'} />
      <b>{say(good ? 'verdict.ok' : 'verdict.ng')}</b>
      {typeof score === 'number' && <span class="number">{numbers.score(score)}</span>}
    </span>
  );
}
