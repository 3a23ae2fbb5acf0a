import { acquireHost, releaseHost } from './runtime-host';
import { Station, type StationOptions } from './station';

/** How long a closed node's station waits for the node that a redeploy puts in its place, milliseconds. */
const LINGER_MS = 5000;

interface Entry {
  station: Station;
  /** Runs while the station has no node. */
  lingering: NodeJS.Timeout | null;
}

/** By node id. Stations outlive their nodes for a moment, so that a redeploy loses no frame. */
const entries = new Map<string, Entry>();

/**
 * The station of a node: the one that waits since the redeploy, or a new one.
 * @returns null when another node already uses the station's name
 */
export function stationOf(nodeId: string, options: StationOptions): Station | null {
  const { station: name } = options.settings;
  for (const [otherId, other] of [...entries]) {
    if (otherId === nodeId || other.station.name !== name) continue;
    if (!other.lingering) return null;
    // A node with another id took the name over; its station must not be closed under it later on.
    end(otherId, other);
  }
  const waiting = entries.get(nodeId);
  if (waiting?.lingering) clearTimeout(waiting.lingering);
  if (waiting?.station.name === name) {
    waiting.lingering = null;
    waiting.station.reconfigure(options);
    return waiting.station;
  }
  const station = new Station(acquireHost(), options);
  if (waiting) {
    station.takeOver(waiting.station);
    close(waiting.station);
  }
  entries.set(nodeId, { station, lingering: null });
  return station;
}

/** The id of the node that stands for the station of this name; undefined when none does. */
export function holderOf(name: string): string | undefined {
  return [...entries].find(([, { station }]) => station.name === name)?.[0];
}

/** Every station of this runtime with the id of its node, those that wait for their node after a redeploy included. */
export function runningStations(): { nodeId: string; station: Station }[] {
  return [...entries].map(([nodeId, { station }]) => ({ nodeId, station }));
}

/** Called when a node closes: `removed` when it was deleted or disabled, otherwise a redeploy may follow. */
export function leaveStation(nodeId: string, removed: boolean): void {
  const entry = entries.get(nodeId);
  if (!entry) return;
  if (removed) end(nodeId, entry);
  else entry.lingering = setTimeout(() => end(nodeId, entry), LINGER_MS);
}

function end(nodeId: string, { station, lingering }: Entry): void {
  if (lingering) clearTimeout(lingering);
  entries.delete(nodeId);
  close(station);
}

/** The process is released even when the store could not be closed in order. */
function close(station: Station): void {
  station.close().then(releaseHost, releaseHost);
}
