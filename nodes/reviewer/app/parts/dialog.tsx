import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useTools } from '../app-context';
import { Button } from './button';

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
  const { say } = useTools();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);
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
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
