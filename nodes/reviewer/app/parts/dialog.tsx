import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useTools } from '../app-context';
import { Button } from './button';
import { Notice } from './notice';

interface DialogProps {
  title: string;
  /** Wide ones hold pictures. */
  wide?: boolean;
  onClose: () => void;
  /** By the arrow keys: to the next of what is shown (1) or the one before (-1). */
  onStep?: (by: 1 | -1) => void;
  children: ComponentChildren;
}

/** Over everything else; the browser keeps the focus inside and gives it back. */
export function Dialog({ title, wide, onClose, onStep, children }: DialogProps) {
  const { say, listen } = useTools();
  const dialog = useRef<HTMLDialogElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const titleId = useId();
  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    const deaf = listen((text, tone) => setFailure(tone === 'bad' ? text : null));
    return () => {
      opened?.close();
      deaf();
    };
  }, []);
  // What failed was about what was shown then.
  useEffect(() => setFailure(null), [title]);
  return (
    <dialog
      ref={dialog}
      class={`dialog${wide ? ' dialog-wide' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        // The editor has keys of its own for everything.
        event.stopPropagation();
        if (event.key === 'ArrowRight') onStep?.(1);
        if (event.key === 'ArrowLeft') onStep?.(-1);
      }}
    >
      <div class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button icon="close" label={say('action.close')} onClick={onClose} />
      </div>
      {failure && (
        <Notice tone="bad" role="alert">
          {failure}
        </Notice>
      )}
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
