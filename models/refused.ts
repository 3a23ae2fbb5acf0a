import { type Remark, RemarkError } from './words/remark';

/** `request`: it makes no sense; `missing`: what it names is not there; `busy`: not now. */
export type RefusalKind = 'request' | 'missing' | 'busy';

/** Why something a person asked for is not done. */
export class Refused extends RemarkError {
  constructor(
    readonly kind: RefusalKind,
    remark: Remark,
  ) {
    super(remark);
  }
}
