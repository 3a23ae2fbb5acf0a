import type { NodeAPI } from 'node-red';
import { engineRestarts } from '../inspect/runtime-host';
import { runningStations } from '../inspect/stations';
import { EXPOSITION_TYPE, exposition } from './exposition';
import { metricFamilies } from './families';
import { verdictTallies } from './verdict-tally';

/** `GET /sroc-inspection/metrics` on the admin interface: every counter of this runtime for Prometheus. */
export function registerMetricsRoute(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/sroc-inspection/metrics',
    RED.auth.needsPermission('sroc-inspect.read'),
    (_request, response) => {
      const families = metricFamilies({
        stations: runningStations().map(({ station }) => station),
        plcNodes: verdictTallies(),
        engineRestarts: engineRestarts(),
      });
      response.type(EXPOSITION_TYPE).send(exposition(families));
    },
  );
}
