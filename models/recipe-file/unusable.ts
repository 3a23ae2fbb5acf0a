import { Refused } from '../refused';

/** Why a recipe file is refused. */
export function unusable(why: string): Refused {
  return new Refused('request', `the recipe file cannot be used: ${why}`);
}
