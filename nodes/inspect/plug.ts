import { Evaluation } from '../../models/verdict';
import { inEnglish } from '../../models/words/remark';
import type { Outputs } from '../held-messages';
import type { Resending } from '../resending';
import type { WiredNode } from '../ways';
import { type CommandAnswer, isCommand, runCommand } from './commands';
import { type IncomingFrame, readFrame } from './frame-input';
import { answerOutputs, statusOutputs } from './outputs';
import type { Outlet, Station } from './station';
import { leaveStation } from './stations';
import { StatusLine, type StatusOutlets } from './status-line';

/** What a plug needs beside its node. */
export interface PlugOutlets extends Omit<StatusOutlets, 'publish'> {
  /** A message has changed something. */
  changed(answer: CommandAnswer): void;
}

/** Joins a node to its station: messages in, verdicts and statuses out. */
export class Plug {
  private readonly line: StatusLine;

  /** @param recipe of frames that name none */
  constructor(
    private readonly node: WiredNode,
    private readonly station: Station,
    private readonly resending: Resending,
    private readonly recipe: string,
    private readonly outlets: PlugOutlets,
  ) {
    const publish = (status: Parameters<StatusOutlets['publish']>[0]) =>
      station.deliver(statusOutputs(status));
    this.line = new StatusLine(station, { ...outlets, publish }, recipe);
    station.view = this.line;
    this.line.show();
    station.open();
    station.attach((outputs) => resending.send(outputs));
  }

  publish(): void {
    this.line.publish();
  }

  input(msg: IncomingFrame, send: Outlet, done: (error?: Error) => void): void {
    if (isCommand(msg)) this.command(msg, send, done);
    else this.frame(msg, send, done);
  }

  /** @param removed whether the node was deleted or disabled */
  close(removed: boolean): void {
    const { line, station } = this;
    line.stop();
    if (removed) {
      // What the frames that wait are answered still leaves through this node.
      station.view = null;
      station.deliver(statusOutputs(line.lastStatus()));
    } else station.detach();
    leaveStation(this.node.id, removed);
  }

  private async command(msg: IncomingFrame, send: Outlet, done: (error?: Error) => void): Promise<void> {
    const { line, station } = this;
    const outcome = await runCommand(station, msg, this.recipe);
    if (outcome.changed) this.outlets.changed(outcome);
    this.answer(send, statusOutputs(line.commandStatus(outcome), msg));
    if (station.view === line) line.show();
    done(outcome.failure ? new Error(`${station.name}: ${inEnglish(outcome.failure)}`) : undefined);
  }

  private async frame(msg: IncomingFrame, send: Outlet, done: (error?: Error) => void): Promise<void> {
    const { station } = this;
    const frame = readFrame(msg, this.recipe, station.triggers);
    const answer = await station.inspect(frame, Boolean(this.node.wires[1]?.length));
    const { verdict } = answer;
    this.answer(send, answerOutputs(msg, frame, answer));
    const failed = verdict.evaluation === Evaluation.NotDecidable && !station.paused;
    done(failed ? new Error(`${station.name}: ${verdict.reason}`) : undefined);
  }

  /** After a redeploy, answers leave through the node that took this one's place, and behind those held for it. */
  private answer(send: Outlet, outputs: Outputs): void {
    const { station } = this;
    if (station.view === this.line && station.attached) this.resending.send(outputs, send);
    else station.deliver(outputs);
  }
}
