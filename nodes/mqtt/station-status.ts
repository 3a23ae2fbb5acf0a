import type { StationStatus } from '../messages';

export type StatusFormat = 'text' | 'json';

/** The retained status of a station. */
export function statusPayload(format: StatusFormat, status: StationStatus | null): string {
  if (status === null) return presence(format, 'online');
  if (format === 'json') return JSON.stringify(status);
  // The answer to a command says how the command went, not what the station does.
  return status.command ? status.state : status.text;
}

/** The last will, and what is said on leaving. */
export function offlinePayload(format: StatusFormat): string {
  return presence(format, 'offline');
}

/** Whether `payload` is a status as `sroc-inspect` sends it. */
export function isStationStatus(payload: unknown): payload is StationStatus {
  if (typeof payload !== 'object' || payload === null) return false;
  const { state, text }: Partial<Record<keyof StationStatus, unknown>> = payload;
  return typeof state === 'string' && typeof text === 'string';
}

function presence(format: StatusFormat, state: 'online' | 'offline'): string {
  return format === 'json' ? JSON.stringify({ state }) : state;
}
