import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { type Action, Handshake, type Outcome, type ValidValue } from '../../../nodes/opcua/handshake';
import { handshakeOptions } from './handshake-options';

/** What happens next in a random history. */
type Step =
  | 'verdict'
  | 'act'
  | 'actLost'
  | 'actUnanswered'
  | 'look'
  | 'scan'
  | 'cut'
  | 'mend'
  | 'plcRestart'
  | 'wait';
const steps: Step[] = [
  'verdict',
  'act',
  'actLost',
  'actUnanswered',
  'look',
  'scan',
  'cut',
  'mend',
  'plcRestart',
  'wait',
];
const weights: Record<Step, number> = {
  verdict: 4,
  act: 8,
  actLost: 1,
  actUnanswered: 1,
  look: 8,
  scan: 8,
  cut: 1,
  mend: 3,
  plcRestart: 1,
  wait: 3,
};

/** A PLC that reads the data when valid appears and echoes valid, and the variables both sides see. */
class Model {
  now = 0;
  private readonly rest: ValidValue;
  private valid: ValidValue;
  private ack: ValidValue;
  private data = { id: -1, late: false };
  private online = false;
  private readonly added: { id: number; at: number }[] = [];
  /** What the PLC took, in order, repetitions of the last one left out. */
  readonly taken: { id: number; late: boolean }[] = [];
  readonly outcomes: Outcome<string>[] = [];
  readonly handshake: Handshake<string>;

  constructor(private readonly kind: 'toggle' | 'counter') {
    this.rest = kind === 'toggle' ? false : 0;
    this.valid = this.rest;
    this.ack = this.rest;
    this.handshake = new Handshake<string>(
      handshakeOptions({ valid: kind, queueLimit: 5, deadlineMs: 40 }),
      (outcome) => this.outcomes.push(outcome),
    );
  }

  step(step: Step): void {
    this.now += 1;
    if (step === 'verdict') this.verdict();
    else if (step === 'act') this.act(true, true);
    else if (step === 'actLost') this.act(false, false);
    else if (step === 'actUnanswered') this.act(true, false);
    else if (step === 'look' && this.online)
      this.handshake.observe({ valid: this.valid, ack: this.ack }, this.now);
    else if (step === 'scan') this.scan();
    else if (step === 'cut') this.cut();
    else if (step === 'mend') this.mend();
    else if (step === 'plcRestart') {
      this.valid = this.rest;
      this.ack = this.rest;
    } else if (step === 'wait') this.now += 10;
  }

  /** Lets everything that is still under way come to its end. */
  finish(): void {
    this.cut();
    this.mend();
    for (let round = 0; round < 200; round += 1)
      for (const step of ['act', 'look', 'scan', 'look'] as const) this.step(step);
  }

  check(): void {
    const ids = this.added.map(({ id }) => id);
    const finished = this.outcomes.map((outcome) => outcome.entry.triggerId);
    assert.deepEqual(
      [...finished].sort((a, b) => a - b),
      ids,
      'every verdict has exactly one outcome',
    );
    const delivered = this.outcomes
      .filter(({ kind }) => kind === 'delivered')
      .map(({ entry }) => entry.triggerId);
    assert.deepEqual(
      delivered,
      [...delivered].sort((a, b) => a - b),
      'delivered in order',
    );
    assert.deepEqual(
      this.taken.map(({ id }) => id),
      delivered,
      'the PLC took what counts as delivered, nothing else',
    );
  }

  private verdict(): void {
    const id = this.added.length + 1;
    this.added.push({ id, at: this.now });
    this.handshake.add({ triggerId: id, receivedAt: this.now, item: '' });
  }

  private act(arrives: boolean, answered: boolean): void {
    if (!this.online) return;
    const action = this.handshake.next(this.now);
    if (!action) return;
    if (arrives) this.apply(action);
    if (answered) this.handshake.done(this.now);
    else this.cut();
  }

  private apply(action: Action<string>): void {
    if (action.kind === 'write') {
      assert.equal(this.valid, this.rest, 'data are written only while valid is clear');
      this.data = { id: action.entry.triggerId, late: action.lateMs > 0 };
      const age = this.now - this.added[action.entry.triggerId - 1].at;
      assert.equal(action.lateMs, age > 40 ? age : 0, 'late exactly when the deadline has passed');
    }
    this.valid = action.valid;
  }

  private scan(): void {
    if (this.valid === this.rest) this.ack = this.rest;
    else if (this.ack !== this.valid) {
      if (this.kind === 'counter') assert.equal(this.data.id, this.valid);
      if (this.taken.at(-1)?.id !== this.data.id) this.taken.push(this.data);
      this.ack = this.valid;
    }
  }

  private cut(): void {
    this.online = false;
    this.handshake.offline();
  }

  private mend(): void {
    if (this.online) return;
    this.online = true;
    this.handshake.online({ valid: this.valid, ack: this.ack }, this.now);
  }
}

for (const kind of ['toggle', 'counter'] as const) {
  it(`gives every verdict one outcome, in order, through random cuts and PLC restarts (${kind})`, () => {
    const step = fc.oneof(...steps.map((name) => ({ weight: weights[name], arbitrary: fc.constant(name) })));
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 400 }), (history) => {
        const model = new Model(kind);
        for (const one of history) model.step(one);
        model.finish();
        model.check();
      }),
      { numRuns: 2000 },
    );
  });
}
