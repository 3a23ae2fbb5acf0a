import type { VerdictPoint } from '../../api';
import { useTools } from '../app-context';
import { lastVerdictsInWords, pointInWords } from '../words/points';

const SHOWN = 60;
const HIGH = 24;
/** A score at the top of the strip; the threshold lies in the middle. */
const TOP = 2;

/**
 * The last verdicts as bars against the threshold; one that is rejected stands over the line, and one that could not
 * be given is a frame with nothing in it.
 */
export function VerdictStrip({ verdicts }: { verdicts: readonly VerdictPoint[] }) {
  const { say, numbers } = useTools();
  const shown = verdicts.filter(({ evaluation }) => evaluation !== 0).slice(-SHOWN);
  return (
    <svg
      class="verdict-strip"
      viewBox={`0 0 ${SHOWN * 4} ${HIGH}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={lastVerdictsInWords(shown, say, numbers)}
    >
      {shown.map((point, index) => {
        const { resultId, score, evaluation } = point;
        const high = Math.max(1, (HIGH * Math.min(score ?? TOP, TOP)) / TOP);
        return (
          <rect
            key={resultId}
            class={evaluation === 3 ? 'is-unjudged' : evaluation === 2 ? 'is-bad' : 'is-good'}
            x={(SHOWN - shown.length + index) * 4}
            y={HIGH - high}
            width={3}
            height={high}
          >
            <title>{pointInWords(point, say, numbers)}</title>
          </rect>
        );
      })}
      <line x1={0} x2={SHOWN * 4} y1={HIGH / 2} y2={HIGH / 2} />
    </svg>
  );
}
