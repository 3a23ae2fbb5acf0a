import { useState } from 'preact/hooks';
import type { RejectItem } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/text-field';

interface SelectionBarProps {
  items: RejectItem[];
  busy: boolean;
  onLearn: (note: string) => void;
  onExport: () => void;
  onClear: () => void;
}

/** What can be done with the rejects that are chosen. */
export function SelectionBar({ items, busy, onLearn, onExport, onClear }: SelectionBarProps) {
  const { say, mayWrite } = useTools();
  const [note, setNote] = useState('');
  const learnable =
    items.length > 0 && items.every(({ feedback, windowFrame }) => feedback && windowFrame === null);
  return (
    <form
      class="pending-bar"
      aria-label={say('rejects.chosenName')}
      onSubmit={(event) => {
        event.preventDefault();
        onLearn(note);
      }}
    >
      <b>{say('rejects.chosen', { n: items.length })}</b>
      <TextField label={say('note')} value={note} onInput={setNote} disabled={!mayWrite} />
      <Button icon="close" label={say('rejects.clear')} onClick={onClear} />
      <Button icon="download" disabled={busy} onClick={onExport}>
        {say('rejects.export')}
      </Button>
      <Button icon="again" tone="main" type="submit" disabled={!mayWrite || busy || !learnable}>
        {say(busy ? 'window.refitting' : 'rejects.learn')}
      </Button>
      {!learnable && <p class="small">{say('rejects.learnHint')}</p>}
    </form>
  );
}
