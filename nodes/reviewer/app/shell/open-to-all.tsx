import { useState } from 'preact/hooks';
import { useLive, useTools } from '../app-context';
import { Button } from '../parts/button';
import { Notice } from '../parts/notice';

const KEPT_AS = 'sroc-reviewer-open-to-all';

/** Said once on each machine: without adminAuth there is no lock on the threshold. */
export function OpenToAll() {
  const { say } = useTools();
  const { overview } = useLive();
  const [known, setKnown] = useState(() => localStorage.getItem(KEPT_AS) !== null);
  if (known || !overview || overview.authentication) return null;
  return (
    <Notice tone="warning">
      <p>{say('openToAll')}</p>
      <Button
        onClick={() => {
          localStorage.setItem(KEPT_AS, '1');
          setKnown(true);
        }}
      >
        {say('action.understood')}
      </Button>
    </Notice>
  );
}
