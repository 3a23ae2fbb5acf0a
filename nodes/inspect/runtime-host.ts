import { InferenceHost } from '../../models/host/client';

let host: InferenceHost | null = null;
let users = 0;

/** The one inference process of this Node-RED runtime; call `releaseHost` once for every `acquireHost`. */
export function acquireHost(): InferenceHost {
  host ??= new InferenceHost();
  users++;
  return host;
}

export async function releaseHost(): Promise<void> {
  users--;
  if (users > 0 || !host) return;
  const last = host;
  host = null;
  await last.close();
}
