import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';

interface TrainDialogProps {
  recipe: string;
  busy: boolean;
  onTrain: () => void;
  onClose: () => void;
}

/** A new window takes a while, and the line has to know. */
export function TrainDialog({ recipe, busy, onTrain, onClose }: TrainDialogProps) {
  const { say } = useTools();
  return (
    <Dialog title={say('recipes.named.train', { recipe })} onClose={onClose}>
      <div class="form">
        <p>{say('recipes.trainText')}</p>
        <div class="buttons dialog-foot">
          <Button onClick={onClose}>{say('action.cancel')}</Button>
          <Button icon="again" tone="main" disabled={busy} onClick={onTrain}>
            {say('recipes.train')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
