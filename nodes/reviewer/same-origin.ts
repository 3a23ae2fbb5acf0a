import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal';

/**
 * Only the reviewer's own page may change something. Another site can send a request with the browser of somebody
 * who is logged in, but not with this header, which the browser would first ask us about; the headers that browsers
 * set by themselves are checked too.
 * @throws Refusal
 */
export function requireSameOrigin(headers: IncomingHttpHeaders): void {
  if (headers['x-sroc-inspection'] !== '1') {
    throw new Refusal(
      403,
      'Changes are taken only from the reviewer: the header X-SROC-Inspection is missing.',
    );
  }
  const site = headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign || !isOwnOrigin(headers.origin, headers.host)) {
    throw new Refusal(403, { kind: 'other-site' });
  }
}

/** Programs send no origin. Behind a proxy that ends TLS the scheme differs, so only the host counts. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
