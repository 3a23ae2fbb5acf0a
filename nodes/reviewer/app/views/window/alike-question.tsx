import type { WindowFrameView } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Icon } from '../../parts/icon';
import { Picture } from '../../parts/picture';
import type { Place } from '../../server/api';

/** So many are shown of a group. */
const SHOWN = 12;

interface AlikeQuestionProps {
  place: Place;
  /** The removed frames that look alike. */
  frames: WindowFrameView[];
  busy: boolean;
  onAnswer: (choice: 'keep' | 'remove') => void;
  onOpen: (frame: number) => void;
}

/** The one question that only a person can answer, for the whole group at once. */
export function AlikeQuestion({ place, frames, busy, onAnswer, onOpen }: AlikeQuestionProps) {
  const { say, mayWrite, numbers } = useTools();
  // Answered already.
  if (frames.every(({ choice }) => choice !== null)) return null;
  return (
    <section class="card alike" aria-label={say('alike.name')}>
      <div class="alike-text">
        <Icon name="info" />
        <div>
          <h2>{say('alike.title', { n: frames.length })}</h2>
          <p>{say('alike.question')}</p>
        </div>
      </div>
      <ul class="alike-frames">
        {frames.slice(0, SHOWN).map((frame) => (
          <li key={frame.frame}>
            <button
              type="button"
              class="frame-tile"
              aria-label={say('window.tileName', {
                part: frame.partId,
                score: numbers.score(frame.score),
                state: say('tile.removed'),
              })}
              onClick={() => onOpen(frame.frame)}
            >
              <Picture path="window/picture" query={{ ...place, frame: frame.frame }} as="thumbnail" alt="" />
            </button>
          </li>
        ))}
      </ul>
      <div class="alike-answers">
        <Button icon="keep" tone="main" disabled={!mayWrite || busy} onClick={() => onAnswer('keep')}>
          {say('alike.variant')}
        </Button>
        <Button icon="remove" disabled={!mayWrite || busy} onClick={() => onAnswer('remove')}>
          {say('alike.defect')}
        </Button>
      </div>
    </section>
  );
}
