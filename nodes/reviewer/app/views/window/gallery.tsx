import type { WindowFrameView } from '../../../api';
import { useTools } from '../../app-context';
import { Empty } from '../../parts/empty';
import type { Place } from '../../server/api';
import type { Pending } from './choices';
import { FrameTile } from './frame-tile';

interface GalleryProps {
  place: Place;
  frames: WindowFrameView[];
  pending: Pending;
  onOpen: (frame: number) => void;
}

/** Thumbnails of the window. Those out of sight cost neither drawing nor a picture. */
export function Gallery({ place, frames, pending, onOpen }: GalleryProps) {
  const { say } = useTools();
  if (frames.length === 0) return <Empty icon="window">{say('window.noFrame')}</Empty>;
  return (
    <ul class="gallery" aria-label={say('view.window')}>
      {frames.map((frame) => (
        <FrameTile
          key={frame.frame}
          place={place}
          frame={frame}
          pending={pending.get(frame.frame)}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );
}
