import type { Choice } from '../../models/learning/window';
import type { PictureKind, ThresholdChoice } from '../../models/review/views';
import type { Asked } from './asked';
import { Refusal } from './refusal';

const LONGEST_NOTE = 1000;
const PICTURE_KINDS: readonly PictureKind[] = ['thumbnail', 'frame', 'heat'];
/** As the node's own setting. */
const TARGETS = { least: 0.0001, most: 0.2 };

/** The properties of a request's body. @throws Refusal when it is no object */
export function fieldsOf(asked: Asked): Record<string, unknown> {
  const body: unknown = asked.request.body;
  if (isRecord(body)) return body;
  throw new Refusal(400, 'The request needs a body of JSON with Content-Type: application/json.');
}

/** A person's note, '' when there is none. */
export function noteIn({ note }: Record<string, unknown>): string {
  if (note === undefined) return '';
  if (typeof note === 'string' && note.length <= LONGEST_NOTE) return note;
  throw new Refusal(400, { kind: 'note-length', most: LONGEST_NOTE });
}

/** A text that is there and no longer than `most`. */
export function textIn(fields: Record<string, unknown>, name: string, most = 200): string {
  const value = fields[name];
  if (typeof value === 'string' && value.trim() !== '' && value.length <= most) return value;
  throw new Refusal(400, { kind: 'text-length', name, most });
}

export function choicesIn({ choices }: Record<string, unknown>): { frame: number; choice: Choice | null }[] {
  const refusal = () =>
    new Refusal(400, '"choices" must be a list of { frame, choice } with choice "keep", "remove" or null.');
  if (!Array.isArray(choices) || choices.length === 0) throw refusal();
  return choices.map((entry: unknown) => {
    if (!isRecord(entry)) throw refusal();
    const { frame, choice } = entry;
    const valid = choice === 'keep' || choice === 'remove' || choice === null;
    if (typeof frame !== 'number' || !Number.isInteger(frame) || frame < 0 || !valid) throw refusal();
    return { frame, choice };
  });
}

/** @throws Refusal unless exactly one of the two is there and within its limits */
export function thresholdIn({ threshold, falseRejectTarget }: Record<string, unknown>): ThresholdChoice {
  if ((threshold === undefined) === (falseRejectTarget === undefined))
    throw new Refusal(400, 'Give either "threshold" or "falseRejectTarget".');
  if (threshold !== undefined) {
    if (typeof threshold === 'number' && Number.isFinite(threshold) && threshold > 0) return { threshold };
    throw new Refusal(400, '"threshold" must be a number above 0.');
  }
  const { least, most } = TARGETS;
  if (typeof falseRejectTarget === 'number' && falseRejectTarget >= least && falseRejectTarget <= most)
    return { falseRejectTarget };
  throw new Refusal(400, { kind: 'target-range', least: 100 * least, most: 100 * most });
}

/** Which picture is wanted, from the query. */
export function pictureKind(asked: Asked): PictureKind {
  const wanted = asked.text('as');
  const kind = PICTURE_KINDS.find((known) => known === wanted);
  if (kind) return kind;
  throw new Refusal(400, `"as" must be one of ${PICTURE_KINDS.join(', ')}.`);
}

/** A number that a result was given, from the query. */
export function resultIdIn(asked: Asked, name: string): string {
  const id = asked.text(name);
  if (isResultId(id)) return id;
  throw new Refusal(400, `"${name}" must be the id of a result.`);
}

export function isResultId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
