import { useRef } from 'preact/hooks';
import { useTools } from '../app-context';
import type { PlotArea } from './use-plot';

interface ThresholdLineProps {
  /** The line lies across the scores: `y` when they go upwards, `x` when they go to the right. */
  axis: 'x' | 'y';
  area: PlotArea;
  /** Scores at the start and end of the axis. */
  range: [number, number];
  score: number;
  disabled: boolean;
  onMove: (score: number) => void;
}

const STEP = 0.01;
const LARGE_STEP = 0.1;
/** A threshold at nothing would reject everything. */
const LEAST = 0.05;

const px = (length: number) => `${length}px`;

const steps: Record<string, number> = {
  ArrowUp: STEP,
  ArrowRight: STEP,
  ArrowDown: -STEP,
  ArrowLeft: -STEP,
  PageUp: LARGE_STEP,
  PageDown: -LARGE_STEP,
};

/** The threshold in a chart, moved by pointer or keys. */
export function ThresholdLine({ axis, area, range, score, disabled, onMove }: ThresholdLineProps) {
  const { say, numbers } = useTools();
  const line = useRef<HTMLDivElement>(null);
  const [from, to] = range;
  const bounded = (value: number) => Math.min(to, Math.max(LEAST, value));
  const share = (Math.min(to, score) - from) / (to - from);
  const place =
    axis === 'y'
      ? { left: px(area.left), width: px(area.width), top: px(area.top + (1 - share) * area.height) }
      : { top: px(area.top), height: px(area.height), left: px(area.left + share * area.width) };

  const follow = (event: PointerEvent) => {
    const box = line.current?.parentElement?.getBoundingClientRect();
    if (!box) return;
    const along =
      axis === 'y'
        ? 1 - (event.clientY - box.top - area.top) / area.height
        : (event.clientX - box.left - area.left) / area.width;
    onMove(bounded(from + along * (to - from)));
  };

  return (
    <div
      ref={line}
      class={`threshold-line threshold-${axis}`}
      style={place}
      role="slider"
      tabIndex={disabled ? -1 : 0}
      aria-label={say('scores.thresholdLine')}
      aria-orientation={axis === 'y' ? 'vertical' : 'horizontal'}
      aria-valuemin={LEAST}
      aria-valuemax={to}
      aria-valuenow={Number(score.toFixed(3))}
      aria-valuetext={numbers.score(score)}
      aria-disabled={disabled}
      onPointerDown={(event) => {
        if (disabled) return;
        event.preventDefault();
        line.current?.focus();
        line.current?.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (line.current?.hasPointerCapture(event.pointerId)) follow(event);
      }}
      onKeyDown={(event) => {
        const step = steps[event.key];
        if (disabled || step === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(bounded(score + step));
      }}
    >
      <span class="threshold-grip">{numbers.score(score)}</span>
    </div>
  );
}
