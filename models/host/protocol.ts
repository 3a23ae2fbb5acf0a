import type { FrameIdentity, FrameImage } from '../frame/frame';
import type { RecipeCommand } from '../recipe/recipe-command';
import type { RecipeStatus } from '../recipe/recipe-status';
import type { RefusalKind } from '../refused';
import type { FileCalls, ReviewCalls, ReviewNews } from '../review/calls';
import type { StationSettings } from '../station-settings';
import type { Inspection } from '../verdict';
import type { Remark } from '../words/remark';

/** One call from Node-RED to the inference process: its arguments and its result. */
export interface Calls extends ReviewCalls, FileCalls {
  open: { args: StationSettings; result: RecipeStatus[] };
  close: { args: { station: string }; result: null };
  inspect: {
    args: {
      station: string;
      identity: FrameIdentity;
      image: FrameImage;
      withPicture: boolean;
      /** The verdict's number, by which people find the frame again. */
      resultId?: string;
    };
    result: Inspection;
  };
  command: { args: { station: string; recipe: string; command: RecipeCommand }; result: RecipeStatus };
}

export type CallName = keyof Calls;

export type Request = { [K in CallName]: { id: number; call: K; args: Calls[K]['args'] } }[CallName];

export type Reply =
  | { type: 'result'; id: number; result: Calls[CallName]['result'] }
  | { type: 'failure'; id: number; remark: Remark; refusal?: RefusalKind }
  | { type: 'status'; status: RecipeStatus }
  | { type: 'review'; news: ReviewNews };
