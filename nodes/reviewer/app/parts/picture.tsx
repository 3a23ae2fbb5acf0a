import { useEffect, useRef, useState } from 'preact/hooks';
import type { PictureKind } from '../../api';
import { useTools } from '../app-context';
import type { Query } from '../server/api';

interface PictureProps {
  /** Route of the picture, such as `window/picture`. */
  path: string;
  query: Query;
  as: PictureKind;
  alt: string;
}

/** Far enough ahead that scrolling does not overtake it. */
const AHEAD = '300px';

/** A picture that is fetched when it comes into sight. */
export function Picture({ path, query, as, alt }: PictureProps) {
  const { pictures, say } = useTools();
  const frame = useRef<HTMLSpanElement>(null);
  const [near, setNear] = useState(false);
  const [shown, setShown] = useState<{ url: string | null; failed: boolean }>({ url: null, failed: false });
  const key = JSON.stringify([path, query, as]);

  useEffect(() => {
    if (!frame.current) return;
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.some((entry) => entry.isIntersecting)),
      { rootMargin: AHEAD },
    );
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!near) return;
    let wanted = true;
    const whole = { ...query, as };
    pictures.take(path, whole).then(
      (url) => wanted && setShown({ url, failed: false }),
      () => wanted && setShown({ url: null, failed: true }),
    );
    return () => {
      wanted = false;
      setShown({ url: null, failed: false });
      pictures.release(path, whole);
    };
  }, [near, key]);

  return (
    <span class={`picture${shown.failed ? ' picture-failed' : ''}`} ref={frame}>
      {shown.url ? (
        <img src={shown.url} alt={alt} decoding="async" />
      ) : (
        <span class="picture-wait">{shown.failed ? say('picture.failed') : ''}</span>
      )}
    </span>
  );
}
