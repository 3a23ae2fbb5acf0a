import type { WindowFrameView } from '../../../api';
import { useTools } from '../../app-context';
import { Icon } from '../../parts/icon';
import { Picture } from '../../parts/picture';
import type { Place } from '../../server/api';
import type { Choice } from './choices';

interface FrameTileProps {
  place: Place;
  frame: WindowFrameView;
  /** A choice that is not refitted yet; undefined while there is none. */
  pending: Choice | undefined;
  onOpen: (frame: number) => void;
}

/** One frame of the window, small. */
export function FrameTile({ place, frame, pending, onOpen }: FrameTileProps) {
  const { say, numbers } = useTools();
  const state = frame.kept ? 'kept' : 'removed';
  const text = say(`tile.${state}`);
  const name = say('window.tileName', { part: frame.partId, score: numbers.score(frame.score), state: text });
  return (
    <li class="frame-item">
      <button type="button" class={`frame-tile is-${state}`} onClick={() => onOpen(frame.frame)}>
        <Picture path="window/picture" query={{ ...place, frame: frame.frame }} as="thumbnail" alt="" />
        <span class="hidden">{pending === undefined ? name : `${name}, ${say('window.pendingMark')}`}</span>
        <span class="frame-tile-foot" aria-hidden="true">
          <span class="number">{numbers.score(frame.score)}</span>
          {!frame.kept && (
            <span class="frame-tile-mark">
              <Icon name="remove" />
              <span>{text}</span>
            </span>
          )}
          {frame.choice !== null && pending === undefined && (
            <span class="frame-tile-choice" title={say(`choice.${frame.choice}`)}>
              <Icon name={frame.choice} />
            </span>
          )}
        </span>
        {pending !== undefined && (
          <span class="frame-tile-pending" aria-hidden="true">
            <Icon name={pending ?? 'automatic'} />
            {say(`choice.${pending ?? 'automatic'}`)}
          </span>
        )}
      </button>
    </li>
  );
}
