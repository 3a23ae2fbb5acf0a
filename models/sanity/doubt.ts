import type { UndecidedCause } from '../verdict';

/** Why a decoded picture says nothing about a part. */
export interface Doubt {
  cause: Extract<UndecidedCause, 'black' | 'overexposed' | 'covered' | 'resolution' | 'repeated'>;
  /** A sentence for the operator. */
  reason: string;
}
