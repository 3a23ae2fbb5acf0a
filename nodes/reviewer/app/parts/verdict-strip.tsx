import type { VerdictPoint } from '../../api';
import { useTools } from '../app-context';

const SHOWN = 60;
const HIGH = 24;
/** A score at the top of the strip; the threshold lies in the middle. */
const TOP = 2;

/** The last verdicts as bars against the threshold; one that is rejected stands over the line and has a head. */
export function VerdictStrip({ verdicts }: { verdicts: readonly VerdictPoint[] }) {
  const { say } = useTools();
  const shown = verdicts.filter(({ score }) => score !== null).slice(-SHOWN);
  const rejected = shown.filter(({ evaluation }) => evaluation === 2).length;
  return (
    <svg
      class="verdict-strip"
      viewBox={`0 0 ${SHOWN * 4} ${HIGH}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={say('strip.label', { n: shown.length, rejected })}
    >
      {shown.map(({ resultId, score, evaluation }, index) => {
        const high = Math.max(1, (HIGH * Math.min(score ?? 0, TOP)) / TOP);
        return (
          <rect
            key={resultId}
            class={evaluation === 2 ? 'is-bad' : 'is-good'}
            x={(SHOWN - shown.length + index) * 4}
            y={HIGH - high}
            width={3}
            height={high}
          />
        );
      })}
      <line x1={0} x2={SHOWN * 4} y1={HIGH / 2} y2={HIGH / 2} />
    </svg>
  );
}
