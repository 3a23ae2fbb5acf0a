import { useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import type { Histogram } from '../../api';
import { useTools } from '../app-context';
import { axisLook } from './axis-look';
import { filledRange } from './bins';
import { hatched } from './hatched';
import { ThresholdLine } from './threshold-line';
import { type Colour, usePlot } from './use-plot';

interface HistogramChartProps {
  histogram: Histogram;
  /** Where the threshold is proposed, in units of the score. */
  score: number;
  disabled: boolean;
  onMove: (score: number) => void;
}

/** Scores of the window, kept frames filled and removed ones hatched on top, under a threshold to drag. */
export function HistogramChart({ histogram, score, disabled, onMove }: HistogramChartProps) {
  const { say, numbers } = useTools();
  const range = useMemo<[number, number]>(
    () => [0, Math.min(4, Math.max(1.5, filledRange([histogram])[1]))],
    [histogram],
  );
  const data = useMemo<uPlot.AlignedData>(() => {
    const { from, step, kept, removed } = histogram;
    const centres = kept.map((_count, bin) => from + (bin + 0.5) * step);
    return [centres, kept.map((count, bin) => count + removed[bin]), kept];
  }, [histogram]);
  const key = JSON.stringify([range, histogram.step, numbers.plain(1.5)]);
  const { host, area } = usePlot((colour) => options(colour, range, numbers.plain), data, key);
  const total = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);
  return (
    <div class="chart">
      <div
        class="chart-plot"
        ref={host}
        role="img"
        aria-label={say('histogram.label', {
          kept: total(histogram.kept),
          removed: total(histogram.removed),
        })}
      />
      <ThresholdLine axis="x" area={area} range={range} score={score} disabled={disabled} onMove={onMove} />
    </div>
  );
}

function options(
  colour: Colour,
  [from, to]: [number, number],
  plain: (value: number, digits?: number) => string,
) {
  const bars = uPlot.paths.bars?.({ size: [0.9, 60] });
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [from, to] as [number, number] },
      y: {
        range: (_plot: uPlot, _min: number, max: number) => [0, Math.max(1, max) * 1.1] as [number, number],
      },
    },
    axes: [
      { ...axisLook(colour), values: (_plot: uPlot, splits: number[]) => splits.map((at) => plain(at, 2)) },
      {
        ...axisLook(colour),
        size: 38,
        values: (_plot: uPlot, splits: number[]) =>
          splits.map((count) => (Number.isInteger(count) ? plain(count) : '')),
      },
    ],
    series: [
      {},
      { paths: bars, points: { show: false }, width: 0, fill: () => hatched(colour('--chart-removed')) },
      { paths: bars, points: { show: false }, width: 0, fill: () => colour('--chart-kept') },
    ],
  } satisfies Omit<uPlot.Options, 'width' | 'height'>;
}
