import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { auditLogOf } from './audit-log';
import { ExchangeFolder } from './exchange-folder';
import { overviewRoutes } from './overview-routes';
import { servePage } from './page';
import { recipeRoutes } from './recipe-routes';
import { rejectRoutes } from './reject-routes';
import { Router } from './router';
import { scoreRoutes } from './score-routes';
import { stationRoutes } from './station-routes';
import { windowRoutes } from './window-routes';

/** Servers that have the routes: Node-RED runs a node's module again when the node is disabled and enabled. */
const registered = new WeakSet<object>();

/** The reviewer: its page and everything the page asks. */
export function registerReviewer(RED: NodeAPI): void {
  if (registered.has(RED.httpAdmin)) return;
  registered.add(RED.httpAdmin);
  const userDirectory = RED.settings.userDir ?? '.';
  const router = new Router(RED, auditLogOf(userDirectory));
  const overviewOf = overviewRoutes(router, RED);
  windowRoutes(router);
  scoreRoutes(router);
  rejectRoutes(router);
  stationRoutes(router, overviewOf);
  recipeRoutes(router, overviewOf, new ExchangeFolder(join(userDirectory, 'sroc-inspection', 'exchange')));
  servePage(RED, join(__dirname, 'app'));
}

/** Where the page shows a station, for links; null when Node-RED serves no editor. */
export function reviewerPath(root: unknown, station: string, recipe: string): string | null {
  if (root === false) return null;
  const base = `/${typeof root === 'string' ? root : ''}/inspection/`.replace(/\/{2,}/g, '/');
  return `${base}#/station/${encodeURIComponent(station)}/${encodeURIComponent(recipe)}`;
}
