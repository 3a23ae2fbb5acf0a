import { useState } from 'preact/hooks';
import { useTools } from '../app-context';
import type { Query } from '../server/api';
import { Button } from './button';
import { Picture } from './picture';

/** One frame as large as there is room, and the heat map over it on demand. */
export function PictureViewer({ path, query, alt }: { path: string; query: Query; alt: string }) {
  const { say } = useTools();
  const [heat, setHeat] = useState(true);
  return (
    <figure class="viewer">
      <Picture path={path} query={query} as={heat ? 'heat' : 'frame'} alt={alt} />
      <figcaption>
        <Button icon="heat" pressed={heat} onClick={() => setHeat(!heat)}>
          {say('picture.heat')}
        </Button>
      </figcaption>
    </figure>
  );
}
