import { Refused } from '../refused';
import type { Remark } from '../words/remark';

/** Why a recipe file is refused. */
export function unusable(why: Remark): Refused {
  return new Refused('request', { kind: 'file-unusable', why });
}
