import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Verdict } from '../../models/verdict';
import { ConnectionLost } from '../../nodes/mqtt/trouble';
import { VerdictOutbox } from '../../nodes/mqtt/verdict-outbox';
import { verdict } from './verdicts';

/** The far end: what was sent, acknowledged in order when told to, or never. */
class Line {
  readonly arrived: Verdict[] = [];
  overflows = 0;
  rejections: string[] = [];
  private unanswered: { verdict: Verdict; settle: (error?: Error) => void }[] = [];

  port(capacity: number) {
    return {
      capacity,
      send: (sent: Verdict) =>
        new Promise<void>((resolve, reject) => {
          this.unanswered.push({ verdict: sent, settle: (error) => (error ? reject(error) : resolve()) });
        }),
      changed: () => undefined,
      overflowed: () => {
        this.overflows++;
      },
      rejected: (why: Error) => {
        this.rejections.push(why.message);
      },
    };
  }

  get onTheWay(): number {
    return this.unanswered.length;
  }

  answer(count: number, error?: Error): void {
    for (const { verdict: one, settle } of this.unanswered.splice(0, count)) {
      if (!error) this.arrived.push(one);
      settle(error);
    }
  }

  breaks(): void {
    this.answer(Number.POSITIVE_INFINITY, new ConnectionLost());
  }
}

const ids = (verdicts: Verdict[]) => verdicts.map(({ triggerId }) => triggerId);
const settled = () => new Promise((done) => setImmediate(done));

test('a verdict is done when it is acknowledged, or at once when it can only be kept', async () => {
  const line = new Line();
  const outbox = new VerdictOutbox();
  outbox.attach(line.port(10));
  const done: number[] = [];
  outbox.push(verdict(1), () => done.push(1));
  assert.deepEqual(done, [1]);
  outbox.wentOnline();
  outbox.push(verdict(2), () => done.push(2));
  assert.deepEqual(done, [1]);
  line.answer(2);
  await settled();
  assert.deepEqual(done, [1, 2]);
  assert.deepEqual(line.arrived, [{ ...verdict(1), late: true }, verdict(2)]);
  assert.equal(outbox.waiting, 0);
});

test('a verdict that the broker refuses is not tried again and ends in an error', async () => {
  const line = new Line();
  const outbox = new VerdictOutbox();
  outbox.attach(line.port(10));
  outbox.push(verdict(1), () => undefined);
  outbox.wentOnline();
  const errors: (Error | undefined)[] = [];
  outbox.push(verdict(2), (error) => errors.push(error));
  line.answer(2, new Error('not authorized'));
  await settled();
  assert.deepEqual(line.rejections, ['not authorized']);
  assert.deepEqual(
    errors.map((error) => error?.message),
    ['not authorized'],
  );
  assert.equal(outbox.waiting, 0);
});

test('an overflow is told once an outage, and again in the next', async () => {
  const line = new Line();
  const outbox = new VerdictOutbox();
  outbox.attach(line.port(2));
  for (const outage of [1, 2]) {
    for (const trigger of [1, 2, 3, 4]) outbox.push(verdict(trigger), () => undefined);
    assert.equal(line.overflows, outage);
    assert.equal(outbox.dropped, 2 * outage);
    outbox.wentOnline();
    line.answer(2);
    await settled();
    outbox.wentOffline();
  }
  assert.deepEqual(ids(line.arrived), [3, 4, 3, 4]);
});

type Step = 'push' | 'online' | 'offline' | 'answer' | 'redeploy';

test('whatever happens, each verdict arrives once and in order, or is counted as dropped, or waits', async () => {
  const steps = fc.array(
    fc.constantFrom<Step>('push', 'push', 'push', 'online', 'offline', 'answer', 'redeploy'),
    {
      maxLength: 120,
    },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 8 }), async (history, capacity) => {
      const line = new Line();
      const outbox = new VerdictOutbox();
      outbox.attach(line.port(capacity));
      let pushed = 0;
      let done = 0;
      for (const step of history) {
        if (step === 'push') outbox.push(verdict(++pushed), () => done++);
        if (step === 'online') outbox.wentOnline();
        if (step === 'answer') line.answer(1);
        if (step === 'offline' || step === 'redeploy') {
          line.breaks();
          outbox.wentOffline();
        }
        if (step === 'redeploy') {
          outbox.detach();
          outbox.attach(line.port(capacity));
        }
        await settled();
        assert.ok(outbox.waiting <= capacity);
        assert.equal(line.arrived.length + outbox.dropped + outbox.waiting, pushed);
      }
      outbox.wentOnline();
      while (line.onTheWay > 0) {
        line.answer(1);
        await settled();
      }
      const arrived = ids(line.arrived);
      assert.deepEqual(
        arrived,
        [...new Set(arrived)].sort((one, other) => one - other),
      );
      assert.equal(arrived.length + outbox.dropped, pushed);
      assert.equal(done, pushed);
    }),
    { numRuns: 300 },
  );
});
