import { fillIn } from '../../models/words/remark';
import { type RouteRefusal, routeRefusals } from './words/refusals';

/** Why a request is not answered as asked, and the status of the answer. */
export class Refusal extends Error {
  /** For whoever puts it into words; nothing for what only a program can do wrong, which is a sentence in English. */
  readonly remark: RouteRefusal | undefined;

  constructor(
    readonly status: 400 | 403 | 404 | 409 | 413 | 503,
    why: RouteRefusal | string,
  ) {
    super(typeof why === 'string' ? why : fillIn(routeRefusals[why.kind], why));
    this.remark = typeof why === 'string' ? undefined : why;
  }
}
