import type { Overview } from '../../../api';
import { useLive, useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { useAction } from '../../server/use-action';

/** Why a station judges nothing, and the way on. */
export function PausedNotice({ station }: { station: string }) {
  const { api, say, mayWrite, announce } = useTools();
  const live = useLive();
  const action = useAction();
  const resume = () =>
    action.run(async () => {
      await live.change(api.post<Overview>('station/resume', { station }));
      announce(say('health.resumed', { station }), 'good');
    });
  return (
    <Notice tone="warning">
      <p>{say('health.paused')}</p>
      <Button icon="next" tone="main" disabled={!mayWrite || action.busy} onClick={resume}>
        {say('health.resume')}
      </Button>
    </Notice>
  );
}
