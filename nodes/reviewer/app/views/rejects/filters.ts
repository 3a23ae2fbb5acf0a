import type { RejectQuery } from '../../../api';

/** What a person filters the rejects by; empty strings filter nothing. Times as a datetime-local field has them. */
export interface RejectFilters {
  from: string;
  to: string;
  partId: string;
  feedback: '' | 'good' | 'miss' | 'none';
}

export const noFilters: RejectFilters = { from: '', to: '', partId: '', feedback: '' };

const PAGE = 50;

/** @param before id of the last reject of the page before */
export function toQuery(filters: RejectFilters, before?: string): RejectQuery {
  const { from, to, partId, feedback } = filters;
  return {
    limit: String(PAGE),
    ...(before ? { before } : {}),
    ...(from ? { from: new Date(from).toISOString() } : {}),
    ...(to ? { to: new Date(to).toISOString() } : {}),
    ...(partId.trim() ? { partId: partId.trim() } : {}),
    ...(feedback ? { feedback } : {}),
  };
}
