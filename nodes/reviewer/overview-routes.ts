import type { NodeAPI } from 'node-red';
import type { AuditEntry, Overview } from './api';
import type { Asked } from './asked';
import { LiveHub } from './live-hub';
import { stationsHealth } from './overview';
import type { Router } from './router';

const MOST_AUDIT_ENTRIES = 1000;

/** @returns what makes the overview, for routes that answer with it */
export function overviewRoutes(router: Router, RED: NodeAPI): (asked: Asked) => Overview {
  const hub = new LiveHub();
  const who = (asked: Asked): Omit<Overview, 'stations'> => ({
    user: asked.user,
    authentication: Boolean(RED.settings.adminAuth),
  });

  const overview = (asked: Asked): Overview => ({ stations: stationsHealth(), ...who(asked) });

  router.read('overview', overview);
  router.mayWrite('may-write');
  router.readRaw('events', (asked, response) => hub.listen(response, who(asked)));
  router.read('audit', (asked): Promise<AuditEntry[]> => {
    const limit = asked.whole('limit', 1, MOST_AUDIT_ENTRIES, 100);
    return router.audit.list(asked.station.name, asked.text('recipe'), limit);
  });
  return overview;
}
