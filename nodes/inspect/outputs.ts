import type { Outputs } from '../held-messages';
import type { StationStatus } from '../messages';
import type { FrameInput, IncomingFrame } from './frame-input';
import type { Answer } from './station';

/** A status by the third output; verdicts leave by the first, pictures by the second. */
export function statusOutputs(status: StationStatus, msg: object = {}): Outputs {
  const message = { ...msg, topic: 'status', payload: status };
  return [null, null, message];
}

/** The verdict replaces the picture in the incoming message, so that fan-out copies no picture. */
export function answerOutputs(msg: IncomingFrame, input: FrameInput, { verdict, picture }: Answer): Outputs {
  const { recipe } = input.identity;
  const frame = { ...input.identity, receivedAt: input.receivedAt };
  const image = picture && {
    _msgid: msg._msgid,
    topic: msg.topic,
    payload: Buffer.from(picture),
    recipe,
    frame,
    verdict,
  };
  return [{ ...msg, payload: verdict, recipe, frame }, image, null];
}
