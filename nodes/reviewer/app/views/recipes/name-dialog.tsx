import { useState } from 'preact/hooks';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextField } from '../../parts/text-field';

interface NameDialogProps {
  about: 'rename' | 'duplicate';
  recipe: string;
  /** Names that other recipes have. */
  taken: string[];
  busy: boolean;
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of a recipe that is renamed or duplicated. */
export function NameDialog({ about, recipe, taken, busy, onName, onClose }: NameDialogProps) {
  const { say } = useTools();
  const [name, setName] = useState(about === 'rename' ? recipe : `${recipe} 2`);
  const wanted = name.trim();
  const free = wanted !== '' && !taken.includes(wanted);
  return (
    <Dialog title={say(`recipes.named.${about}`, { recipe })} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (free) onName(wanted);
        }}
      >
        {about === 'rename' && <p>{say('recipes.renameText')}</p>}
        <TextField label={say('recipes.name')} value={name} required onInput={setName} />
        <div class="buttons dialog-foot">
          <Button onClick={onClose}>{say('action.cancel')}</Button>
          <Button tone="main" type="submit" disabled={busy || !free}>
            {say(`recipes.${about}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
