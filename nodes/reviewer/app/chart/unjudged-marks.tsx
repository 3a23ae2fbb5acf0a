import { useMemo } from 'preact/hooks';
import type { VerdictPoint } from '../../api';
import { useTools } from '../app-context';
import { pointsInWords } from '../words/points';
import { gapsIn } from './gaps';
import { verdictAxis } from './scale';
import type { PlotArea } from './use-plot';

/** Frames without a verdict have no score: they are marked at the foot of the chart, between those that have. */
export function UnjudgedMarks({ recent, area }: { recent: readonly VerdictPoint[]; area: PlotArea }) {
  const { say, numbers } = useTools();
  const gaps = useMemo(() => gapsIn(recent), [recent]);
  const [from, to] = verdictAxis(recent.filter(({ score }) => score !== null).length);
  return (
    // The chart's name tells of them.
    <div aria-hidden="true">
      {gaps.map(({ since, points }) => {
        const share = (0.5 - since - from) / (to - from);
        const place = { left: `${area.left + share * area.width}px`, top: `${area.top + area.height}px` };
        return (
          <span key={since} class="unjudged-mark" style={place} title={pointsInWords(points, say, numbers)} />
        );
      })}
    </div>
  );
}
