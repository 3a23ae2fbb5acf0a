import { useLive, useTools } from '../app-context';
import { Notice } from '../parts/notice';

/** Says that what is seen may be old. */
export function ConnectionLost() {
  const { say } = useTools();
  const { connection } = useLive();
  return (
    <div class="live" role="status">
      {connection === 'lost' && <Notice tone="bad">{say('connection.lostText')}</Notice>}
    </div>
  );
}
