import type { AuditEntry } from '../../../api';
import { hasText, type Say } from '../../words/texts';

/** What a change did, in words; as the log says it where that is older, or newer, than the words. */
export function detailInWords({ detail, details }: AuditEntry, say: Say): string {
  if (!details?.every(({ kind }) => hasText(`detail.${kind}`))) return detail;
  return details.map((part) => say(`detail.${part.kind}`, part)).join(', ');
}
