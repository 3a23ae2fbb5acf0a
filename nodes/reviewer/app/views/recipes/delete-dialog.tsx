import { useState } from 'preact/hooks';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextField } from '../../parts/text-field';

interface DeleteDialogProps {
  recipe: string;
  busy: boolean;
  onDelete: (confirm: string) => void;
  onClose: () => void;
}

/** Deletes only what was named once more. */
export function DeleteDialog({ recipe, busy, onDelete, onClose }: DeleteDialogProps) {
  const { say } = useTools();
  const [typed, setTyped] = useState('');
  return (
    <Dialog title={say('recipes.named.delete', { recipe })} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === recipe) onDelete(typed);
        }}
      >
        <p>{say('recipes.deleteText', { recipe })}</p>
        <TextField label={say('recipes.deleteConfirm', { recipe })} value={typed} onInput={setTyped} />
        <div class="buttons dialog-foot">
          <Button onClick={onClose}>{say('action.cancel')}</Button>
          <Button icon="delete" tone="danger" type="submit" disabled={busy || typed !== recipe}>
            {say('recipes.delete')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
