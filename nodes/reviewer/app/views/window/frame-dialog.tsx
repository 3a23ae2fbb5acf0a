import type { WindowFrameView } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Fact, Facts } from '../../parts/facts';
import { PictureViewer } from '../../parts/picture-viewer';
import { ReadOnly } from '../../parts/read-only';
import { ScoreBar } from '../../parts/score-bar';
import type { Place } from '../../server/api';
import { type Choice, type Pending, staysKept } from './choices';

interface FrameDialogProps {
  place: Place;
  modelId: string;
  frame: WindowFrameView;
  pending: Pending;
  onChoose: (choice: Choice) => void;
  /** To the next frame of the gallery (1) or the one before (-1). */
  onStep: (by: number) => void;
  onClose: () => void;
}

/** One frame of the window, large, and what shall become of it. */
export function FrameDialog({ place, modelId, frame, pending, onChoose, onStep, onClose }: FrameDialogProps) {
  const { say, numbers, mayWrite } = useTools();
  const chosen = pending.has(frame.frame) ? pending.get(frame.frame) : frame.choice;
  const choices = [
    { choice: 'keep', text: say('choice.keep') },
    { choice: 'remove', text: say('choice.remove') },
    { choice: null, text: say('choice.automatic') },
  ] as const;
  return (
    <Dialog wide title={say('window.frameTitle', { part: frame.partId })} onClose={onClose} onStep={onStep}>
      <PictureViewer
        path="window/picture"
        // Another model draws another heat map.
        query={{ ...place, frame: frame.frame, model: modelId }}
        alt={say('window.frameTitle', { part: frame.partId })}
      />
      <div class="detail">
        <div class={`detail-state ${staysKept(frame, pending) ? 'is-good' : 'is-bad'}`}>
          {say(frame.kept ? 'window.isKept' : 'window.isRemoved')}
          {pending.has(frame.frame) && ` ${say(`window.willBe.${chosen ?? 'automatic'}`)}`}
        </div>
        <div>
          <div class="detail-score">
            <span>{say('window.outOfFold')}</span>
            <b class="number">{numbers.score(frame.score)}</b>
          </div>
          <ScoreBar score={frame.score} />
        </div>
        <fieldset class="segments" aria-label={say('window.choice')}>
          {choices.map(({ choice, text }) => (
            <Button
              key={text}
              icon={choice ?? 'automatic'}
              pressed={chosen === choice}
              disabled={!mayWrite}
              onClick={() => onChoose(choice)}
            >
              {text}
            </Button>
          ))}
        </fieldset>
        <ReadOnly />
        <Facts>
          <Fact name={say('fact.part')}>{frame.partId || '–'}</Fact>
          <Fact name={say('fact.trigger')}>{frame.triggerId}</Fact>
          <Fact name={say('fact.captured')}>{numbers.dateTime(frame.capturedAt)}</Fact>
          <Fact name={say('fact.frame')}>{numbers.plain(frame.frame + 1)}</Fact>
        </Facts>
        <div class="detail-steps">
          <Button icon="previous" label={say('action.previous')} onClick={() => onStep(-1)} />
          <Button icon="next" label={say('action.next')} onClick={() => onStep(1)} />
        </div>
      </div>
    </Dialog>
  );
}
