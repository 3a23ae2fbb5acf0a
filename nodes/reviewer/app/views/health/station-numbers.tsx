import type { StationHealth } from '../../../api';
import { useTools } from '../../app-context';
import { Fact, Facts } from '../../parts/facts';
import { UnjudgedCount } from '../unjudged/unjudged-count';

/** Pace, latency, queue and counters of one station. */
export function StationNumbers({ station }: { station: StationHealth }) {
  const { say, numbers } = useTools();
  const { counts, latencyMs, queue } = station;
  return (
    <Facts>
      <Fact name={say('health.pace')}>{numbers.plain(station.framesPerSecond, 1)}</Fact>
      <Fact name={say('health.latency')}>
        {latencyMs === null ? '–' : `${numbers.plain(latencyMs.median, 0)} ms`}
        {latencyMs !== null && (
          <span class="fact-more">{say('health.latencyMost', { p95: numbers.plain(latencyMs.p95, 0) })}</span>
        )}
      </Fact>
      <Fact
        name={say('health.queue')}
      >{`${numbers.plain(queue.length)} / ${numbers.plain(queue.limit)}`}</Fact>
      <Fact name={say('health.rejected')}>{numbers.plain(counts.notOk)}</Fact>
      <Fact name={say('health.undecided')}>
        <UnjudgedCount
          place={{ station: station.station, recipe: station.recipe }}
          count={counts.undecided}
          byCause={counts.undecidedBy}
        />
      </Fact>
      <Fact name={say('health.received')}>{numbers.plain(counts.received)}</Fact>
    </Facts>
  );
}
