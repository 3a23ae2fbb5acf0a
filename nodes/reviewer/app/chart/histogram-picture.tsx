import type { Histogram } from '../../api';
import { useTools } from '../app-context';

const WIDE = 300;
const HIGH = 90;

interface HistogramPictureProps {
  histogram: Histogram;
  /** Scores at the left and right edge; the same for all that are compared. */
  range: [number, number];
  /** Frames in a bin that fills the height. */
  top: number;
}

/** A histogram to look at: kept frames filled, removed ones hatched on top, the threshold at 1.0. */
export function HistogramPicture({ histogram, range, top }: HistogramPictureProps) {
  const { say } = useTools();
  const { from, step, kept, removed } = histogram;
  const [left, right] = [Math.min(range[0], 0.9), Math.max(range[1], 1.1)];
  const at = (score: number) => ((score - left) / (right - left)) * WIDE;
  const high = (count: number) => (count / top) * HIGH;
  const total = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);
  return (
    <svg
      class="histogram-picture"
      viewBox={`0 -4 ${WIDE} ${HIGH + 22}`}
      role="img"
      aria-label={say('histogram.label', { kept: total(kept), removed: total(removed) })}
    >
      {kept.map((count, bin) => {
        const x = at(from + bin * step);
        const width = Math.max(1, at(from + (bin + 1) * step) - x - 0.8);
        const key = from + bin * step;
        return (
          <g key={key}>
            {count > 0 && (
              <rect class="bar-kept" x={x} width={width} y={HIGH - high(count)} height={high(count)} />
            )}
            {removed[bin] > 0 && (
              <rect
                class="bar-removed"
                x={x}
                width={width}
                y={HIGH - high(count + removed[bin])}
                height={high(removed[bin])}
              />
            )}
          </g>
        );
      })}
      <line class="axis" x1={0} x2={WIDE} y1={HIGH} y2={HIGH} />
      <line class="threshold" x1={at(1)} x2={at(1)} y1={-4} y2={HIGH} />
      <text x={at(1)} y={HIGH + 14} text-anchor="middle">
        1
      </text>
    </svg>
  );
}
