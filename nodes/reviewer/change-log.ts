import { news } from '../inspect/news';
import type { AuditLog } from './audit-log';
import { type ChangeDetail, detailInEnglish } from './words/changes';

/** What a change says of itself in the audit log. */
export interface Change {
  action: string;
  details?: ChangeDetail[];
  /** Ids of what it was about, which only the file tells. */
  traced?: string[];
  note?: string;
}

/** Whose change it is, '' where nobody has to say, and of what. */
interface Changed {
  user: string;
  station: string;
  /** '' for the whole station. */
  recipe: string;
}

/** Resolves when the change is in the log; the pages hear of it then. */
export async function logChange(
  audit: AuditLog,
  { user, station, recipe }: Changed,
  { action, details = [], traced = [], note = '' }: Change,
): Promise<void> {
  await audit.append({
    at: new Date().toISOString(),
    user,
    station,
    recipe,
    action,
    detail: [...details.map(detailInEnglish), ...traced].join('; '),
    details,
    note,
  });
  news.emit('changed', station, '', 'changes');
}
