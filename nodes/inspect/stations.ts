import { acquireHost, releaseHost } from './runtime-host';
import { Station, type StationOptions } from './station';

/** How long a closed node's station waits for the node that a redeploy puts in its place, milliseconds. */
const LINGER_MS = 5000;

interface Entry {
  station: Station;
  fingerprint: string;
  lingering: NodeJS.Timeout | null;
}

/** By node id. Stations outlive their nodes for a moment, so that a redeploy loses no frame. */
const entries = new Map<string, Entry>();

/**
 * The station of a node: the one that waits since the redeploy if nothing changed, otherwise a new one.
 * @returns null when another node already uses the station's name
 */
export function stationOf(nodeId: string, options: StationOptions): Station | null {
  const fingerprint = JSON.stringify(options);
  const waiting = entries.get(nodeId);
  if (waiting?.fingerprint === fingerprint) {
    if (waiting.lingering) clearTimeout(waiting.lingering);
    waiting.lingering = null;
    return waiting.station;
  }
  if (nameTaken(options.settings.station, nodeId)) return null;
  const station = new Station(acquireHost(), options);
  if (waiting) {
    if (waiting.lingering) clearTimeout(waiting.lingering);
    station.takeOver(waiting.station);
    close(waiting.station);
  }
  entries.set(nodeId, { station, fingerprint, lingering: null });
  return station;
}

/** Called when a node closes: `removed` when it was deleted or disabled, otherwise a redeploy may follow. */
export function leaveStation(nodeId: string, removed: boolean): void {
  const entry = entries.get(nodeId);
  if (!entry) return;
  const end = () => {
    entries.delete(nodeId);
    close(entry.station);
  };
  if (removed) end();
  else entry.lingering = setTimeout(end, LINGER_MS);
}

function nameTaken(name: string, nodeId: string): boolean {
  return [...entries].some(
    ([id, { station, lingering }]) => id !== nodeId && !lingering && station.name === name,
  );
}

/** The process is released even when the store could not be closed in order. */
function close(station: Station): void {
  station.close().then(releaseHost, releaseHost);
}
