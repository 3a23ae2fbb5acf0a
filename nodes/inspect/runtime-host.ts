import { InferenceHost } from '../../models/host/client';

let host: InferenceHost | null = null;
let users = 0;
let restarts = 0;

/** The one inference process of this Node-RED runtime; call `releaseHost` once for every `acquireHost`. */
export function acquireHost(): InferenceHost {
  host ??= countedHost();
  users++;
  return host;
}

/** How often the process stopped by itself since Node-RED was started. */
export function engineRestarts(): number {
  return restarts;
}

export async function releaseHost(): Promise<void> {
  users--;
  if (users > 0 || !host) return;
  const last = host;
  host = null;
  await last.close();
}

function countedHost(): InferenceHost {
  const started = new InferenceHost();
  started.on('down', () => {
    restarts++;
  });
  return started;
}
