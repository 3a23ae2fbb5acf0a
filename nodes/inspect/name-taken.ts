import type { Resending } from '../resending';
import { isCommand } from './commands';
import { type IncomingFrame, readFrame, TriggerCounter } from './frame-input';
import { answerOutputs } from './outputs';
import { refusedFrame } from './refused-frame';
import type { Outlet } from './station';

/** Stands for a station while another node has its name: every frame gets its verdict all the same. */
export class NameTaken {
  private readonly triggers = new TriggerCounter();

  /**
   * @param recipe of frames that name none
   * @param why says which node it is and what to do
   */
  constructor(
    private readonly resending: Resending,
    private readonly recipe: string,
    private readonly why: () => string,
  ) {}

  input(msg: IncomingFrame, send: Outlet, done: (error?: Error) => void): void {
    const why = this.why();
    if (!isCommand(msg)) {
      const frame = readFrame(msg, this.recipe, this.triggers);
      const answer = { verdict: refusedFrame(frame, why), picture: null };
      this.resending.send(answerOutputs(msg, frame, answer), send);
    }
    done(new Error(why));
  }
}
