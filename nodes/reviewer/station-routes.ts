import type { Overview } from './api';
import type { Asked } from './asked';
import type { Router } from './router';

export function stationRoutes(router: Router, overview: (asked: Asked) => Overview): void {
  router.change('station/resume', async (asked, log): Promise<Overview> => {
    asked.station.resume();
    await log({ action: 'resume' });
    return overview(asked);
  });
}
