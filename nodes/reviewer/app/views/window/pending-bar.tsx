import { useState } from 'preact/hooks';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/text-field';
import type { Pending } from './choices';

interface PendingBarProps {
  pending: Pending;
  busy: boolean;
  onDiscard: () => void;
  onRefit: (note: string) => void;
}

/** What was chosen and not refitted yet; stays at the lower edge while there is something. */
export function PendingBar({ pending, busy, onDiscard, onRefit }: PendingBarProps) {
  const { say } = useTools();
  const [note, setNote] = useState('');
  return (
    <form
      class="pending-bar"
      aria-label={say('window.pendingName')}
      onSubmit={(event) => {
        event.preventDefault();
        onRefit(note);
      }}
    >
      <b>{say('window.pending', { n: pending.size })}</b>
      <TextField label={say('note')} value={note} onInput={setNote} />
      <Button disabled={busy} onClick={onDiscard}>
        {say('window.discard')}
      </Button>
      <Button icon="again" tone="main" type="submit" disabled={busy}>
        {say(busy ? 'window.refitting' : 'window.refit')}
      </Button>
    </form>
  );
}
