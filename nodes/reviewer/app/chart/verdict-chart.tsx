import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { VerdictPoint } from '../../api';
import { useTools } from '../app-context';
import { lastVerdictsInWords } from '../words/points';
import { axisLook } from './axis-look';
import { drawVerdicts } from './draw-verdicts';
import { scoreCeiling, verdictAxis } from './scale';
import { ThresholdLine } from './threshold-line';
import { UnjudgedMarks } from './unjudged-marks';
import { type Colour, usePlot } from './use-plot';

interface VerdictChartProps {
  recent: readonly VerdictPoint[];
  /** The model whose distances can be held against the threshold. */
  modelId: string;
  /** Raw anomaly distance at the threshold now. */
  threshold: number;
  score: number;
  disabled: boolean;
  onMove: (score: number) => void;
}

/** The last verdicts, the newest on the right, under a threshold to drag. */
export function VerdictChart({ recent, modelId, threshold, score, disabled, onMove }: VerdictChartProps) {
  const { say, numbers } = useTools();
  const scored = useMemo(() => recent.filter((point) => point.score !== null), [recent]);
  const scores = useMemo(
    () =>
      scored.map((point) =>
        point.modelId === modelId && point.rawScore !== null
          ? point.rawScore / threshold
          : (point.score ?? 0),
      ),
    [scored, modelId, threshold],
  );
  const ceiling = Math.ceil(4 * scoreCeiling(scores)) / 4;
  const data = useMemo<uPlot.AlignedData>(() => {
    const shown = scores.map((value) => Math.min(value, ceiling));
    const good = shown.map((value, index) => (scored[index].evaluation === 1 ? value : null));
    const bad = shown.map((value, index) => (scored[index].evaluation === 2 ? value : null));
    return [shown.map((_value, index) => index - shown.length + 1), good, bad];
  }, [scored, scores, ceiling]);
  const key = JSON.stringify([ceiling, scored.length === 0, numbers.plain(1.5)]);
  const { host, area } = usePlot((colour) => options(colour, ceiling, numbers.plain), data, key);
  return (
    <div class="chart">
      <div class="chart-plot" ref={host} role="img" aria-label={lastVerdictsInWords(recent, say, numbers)} />
      <UnjudgedMarks recent={recent} area={area} />
      <ThresholdLine
        axis="y"
        area={area}
        range={[0, ceiling]}
        score={score}
        disabled={disabled}
        onMove={onMove}
      />
    </div>
  );
}

function options(colour: Colour, ceiling: number, plain: (value: number, digits?: number) => string) {
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: {
        time: false,
        range: ({ data }: uPlot): [number, number] => verdictAxis(data[0].length),
      },
      y: { range: [0, ceiling] as [number, number] },
    },
    axes: [
      {
        ...axisLook(colour),
        incrs: [1, 2, 5, 10, 20, 50, 100, 200],
        values: (_plot: uPlot, splits: number[]) => splits.map((at) => plain(at, 0)),
      },
      {
        ...axisLook(colour),
        size: 38,
        values: (_plot: uPlot, splits: number[]) => splits.map((at) => plain(at, 2)),
      },
    ],
    series: [
      {},
      { paths: () => null, points: { show: false }, stroke: () => colour('--chart-good') },
      { paths: () => null, points: { show: false }, stroke: () => colour('--chart-bad') },
    ],
    hooks: { drawSeries: [drawVerdicts(colour)] },
  } satisfies Omit<uPlot.Options, 'width' | 'height'>;
}
