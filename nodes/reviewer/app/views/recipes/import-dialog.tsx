import { useState } from 'preact/hooks';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Notice } from '../../parts/notice';
import { TextField } from '../../parts/text-field';

interface ImportDialogProps {
  file: File;
  taken: string[];
  busy: boolean;
  onImport: (recipe: string) => void;
  onClose: () => void;
}

/** Under which name a recipe file comes in. */
export function ImportDialog({ file, taken, busy, onImport, onClose }: ImportDialogProps) {
  const { say, numbers } = useTools();
  const [name, setName] = useState(file.name.replace(/\.[^.]*$/, ''));
  const wanted = name.trim();
  const known = taken.includes(wanted);
  return (
    <Dialog title={say('recipes.import')} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '' && !known) onImport(wanted);
        }}
      >
        <p>{say('recipes.importText', { file: file.name, size: numbers.megabytes(file.size / 1e6) })}</p>
        <TextField label={say('recipes.name')} value={name} required onInput={setName} />
        {known && <Notice tone="warning">{say('recipes.taken', { recipe: wanted })}</Notice>}
        <div class="buttons dialog-foot">
          <Button onClick={onClose}>{say('action.cancel')}</Button>
          <Button icon="upload" tone="main" type="submit" disabled={busy || wanted === '' || known}>
            {say('recipes.import')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
