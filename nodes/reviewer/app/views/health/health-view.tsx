import { useLive, useTools } from '../../app-context';
import { Empty } from '../../parts/empty';
import { StationCard } from './station-card';

/** All stations at a glance. */
export function HealthView() {
  const { say } = useTools();
  const { overview } = useLive();
  const stations = overview?.stations ?? [];
  return (
    <section class="view" aria-label={say('view.health')}>
      <h1 class="view-title">{say('view.health')}</h1>
      {stations.length === 0 ? (
        <Empty icon="health">{say('health.noStation')}</Empty>
      ) : (
        <div class="stations">
          {stations.map((station) => (
            <StationCard key={station.station} station={station} />
          ))}
        </div>
      )}
    </section>
  );
}
