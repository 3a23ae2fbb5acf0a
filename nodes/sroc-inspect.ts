import type { NodeAPI } from 'node-red';
import { sentence } from '../models/sentence';
import { type CommandAnswer, isForStation } from './inspect/commands';
import { NameTaken } from './inspect/name-taken';
import { type InspectDef, stationOptions } from './inspect/options';
import { Plug } from './inspect/plug';
import { holderOf, stationOf } from './inspect/stations';
import { registerMetricsRoute } from './metrics/route';
import { Resending } from './resending';
import { auditLogOf } from './reviewer/audit-log';
import { logChange } from './reviewer/change-log';
import { registerReviewer, reviewerPath } from './reviewer/register';
import { onClose } from './stopping';
import { textSetting } from './text-setting';
import type { WiredNode } from './ways';

/** The recipe of frames that name none, on a node that names none. */
const DEFAULT_RECIPE = 'default';

/** `sroc-inspect`: frames in, one verdict each out. The work is done by a `Station`, to which a `Plug` joins the node. */
module.exports = (RED: NodeAPI) => {
  registerReviewer(RED);
  /** What each node does when flows have started. */
  const starts = new Set<() => void>();
  RED.events.on('flows:started', () => {
    for (const start of [...starts]) start();
  });

  function InspectNode(this: WiredNode, def: InspectDef) {
    RED.nodes.createNode(this, def);
    const userDirectory = RED.settings.userDir ?? '.';
    const options = stationOptions(def, userDirectory);
    const { station: name } = options.settings;
    const recipe = textSetting(def.recipe) || DEFAULT_RECIPE;
    const resending = new Resending(RED, this);
    const text = (key: string, values?: Record<string, string | number>) =>
      RED._(`sroc-inspect.${key}`, values);

    const changed = ({ name: action, recipe: of }: CommandAnswer) => {
      const what = { user: '', station: name, recipe: isForStation(action) ? '' : of };
      logChange(auditLogOf(userDirectory), what, { action, details: [{ kind: 'by-message' }] }).catch(
        (error) => this.warn(text('error.notLogged', { command: action, reason: sentence(error) })),
      );
    };
    const outlets = {
      text,
      changed,
      show: this.status.bind(this),
      fail: (failure: string) => this.error(failure, {}),
      warn: (warning: string) => this.warn(warning),
      reviewer: (shown: string) => reviewerPath(RED.settings.httpAdminRoot, name, shown),
    };

    const nameTaken = () => {
      const holder = holderOf(name) ?? '';
      return text('error.stationTaken', { station: name, other: RED.nodes.getNode(holder)?.name || holder });
    };
    const refusing = new NameTaken(resending, recipe, nameTaken);
    /** null while another node has the station's name. */
    let plug: Plug | null = null;
    const tryPlug = () => {
      const station = stationOf(this.id, options);
      if (station) plug = new Plug(this, station, resending, recipe, outlets);
      return station !== null;
    };
    // Not when a frame comes: the other node may just be deployed anew, and its station must not be taken from it.
    const flowsStarted = () => {
      // Whoever was wired to it anew has to know how it is.
      if (plug) plug.publish();
      else tryPlug();
    };
    starts.add(flowsStarted);
    if (!tryPlug()) this.status({ fill: 'red', shape: 'dot', text: nameTaken() });

    this.on('input', (msg, send, done) => (plug ?? refusing).input(msg, send, done));
    onClose(RED, this, (removed, done) => {
      starts.delete(flowsStarted);
      plug?.close(removed);
      done();
    });
  }

  RED.nodes.registerType('sroc-inspect', InspectNode);
  registerMetricsRoute(RED);
};
