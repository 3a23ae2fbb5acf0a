import type { UndecidedCause } from '../verdict';
import type { Remark } from '../words/remark';

/** Why a decoded picture says nothing about a part. */
export interface Doubt {
  cause: Extract<UndecidedCause, 'black' | 'overexposed' | 'covered' | 'resolution' | 'repeated'>;
  /** What the operator is told. */
  remark: Remark;
}
