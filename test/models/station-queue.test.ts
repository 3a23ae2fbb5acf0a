import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import { IN_FLIGHT, type QueueLimits, StationQueue } from '../../models/host/station-queue';
import { Evaluation, type Inspection, type Judgement } from '../../models/verdict';

const good: Judgement = {
  evaluation: Evaluation.OK,
  score: 0.5,
  threshold: 1,
  rawScore: 3,
  reason: 'good',
  modelId: 'model',
};

type Step =
  | { do: 'push'; bytes: number }
  | { do: 'complete' | 'fail'; pick: number }
  | { do: 'wait'; ms: number }
  | { do: 'drain' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('push' as const), bytes: fc.nat(900_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('complete' as const, 'fail' as const), pick: fc.nat() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 80 }) }),
  },
  fc.record({ do: fc.constant('drain' as const) }),
);

const limits: fc.Arbitrary<QueueLimits> = fc.record({
  frames: fc.integer({ min: 1, max: 6 }),
  megabytes: fc.integer({ min: 1, max: 4 }),
  deadlineMs: fc.constantFrom(0, 50),
});

/** Lets promises that are already decided run their callbacks. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('every frame is answered exactly once, and the limits hold, in any order of events', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  try {
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async (given, steps) => {
        const queue = new StationQueue(given);
        const answers: number[] = [];
        const running = new Map<number, { bytes: number; end: (failed: boolean) => void }>();
        const pushed: { bytes: number; at: number }[] = [];
        const answeredAt: number[] = [];
        const push = (bytes: number) => {
          const index = pushed.push({ bytes, at: Date.now() }) - 1;
          answers[index] = 0;
          const run = () =>
            new Promise<Inspection>((resolve, reject) => {
              const end = (failed: boolean) => {
                running.delete(index);
                if (failed) reject(new Error(`engine failed on ${index}`));
                else resolve({ judgement: { ...good, reason: `frame ${index}` }, picture: null });
              };
              running.set(index, { bytes, end });
            });
          queue.push(bytes, Date.now(), run).then(({ judgement }) => {
            answers[index]++;
            answeredAt[index] = Date.now();
            // A judgement is never another frame's.
            if (judgement.evaluation === Evaluation.OK) assert.equal(judgement.reason, `frame ${index}`);
            else assert.equal(judgement.evaluation, Evaluation.NotDecidable);
          });
        };
        const check = () => {
          assert.ok(running.size <= IN_FLIGHT);
          const waiting = queue.length - running.size;
          assert.ok(waiting >= 0 && waiting <= given.frames, `${waiting} wait`);
        };
        for (const event of steps) {
          if (event.do === 'push') push(event.bytes);
          else if (event.do === 'wait') mock.timers.tick(event.ms);
          else if (event.do === 'drain') queue.drain('the station goes');
          else [...running.values()][event.pick % Math.max(1, running.size)]?.end(event.do === 'fail');
          await settled();
          check();
        }
        if (given.deadlineMs > 0) {
          mock.timers.tick(given.deadlineMs);
          await settled();
          assert.ok(answers.every((count) => count === 1));
          for (const [index, { at }] of pushed.entries()) {
            assert.ok(answeredAt[index] - at <= given.deadlineMs + 80);
          }
        }
        while (running.size > 0) {
          for (const { end } of [...running.values()]) end(false);
          await settled();
        }
        assert.equal(queue.length, 0);
        assert.deepEqual(
          answers,
          pushed.map(() => 1),
        );
      }),
      { numRuns: 150 },
    );
  } finally {
    mock.timers.reset();
  }
});

test('the oldest waiting frame gives way, be it for the count or the megabytes', async () => {
  for (const given of [
    { frames: 2, megabytes: 100, deadlineMs: 0 },
    { frames: 100, megabytes: 2, deadlineMs: 0 },
  ]) {
    const queue = new StationQueue(given);
    const ends: (() => void)[] = [];
    const judged = Array.from({ length: IN_FLIGHT + 4 }, (_, index) => `frame ${index}`);
    const answers = judged.map((reason) => {
      const run = () =>
        new Promise<Inspection>((resolve) => {
          ends.push(() => resolve({ judgement: { ...good, reason }, picture: null }));
        });
      return queue.push(1e6, Date.now(), run).then(({ judgement }) => judgement.reason);
    });
    for (let end = ends.shift(); end; end = ends.shift()) {
      end();
      await settled();
    }
    const reasons = await Promise.all(answers);
    // The first ones are with the engine already, the last two find room.
    const shed = [IN_FLIGHT, IN_FLIGHT + 1];
    for (const index of shed) assert.match(reasons[index], /faster than they can be judged/);
    const others = (_: string, index: number) => !shed.includes(index);
    assert.deepEqual(reasons.filter(others), judged.filter(others));
  }
});

test('one frame larger than the limit is judged all the same', async () => {
  const queue = new StationQueue({ frames: 5, megabytes: 1, deadlineMs: 0 });
  const { judgement } = await queue.push(5e6, Date.now(), async () => ({ judgement: good, picture: null }));
  assert.equal(judgement.evaluation, Evaluation.OK);
});

test('a frame that waited too long before it arrived is answered at once', async () => {
  const queue = new StationQueue({ frames: 5, megabytes: 1, deadlineMs: 1000 });
  const { judgement } = await queue.push(1, Date.now() - 5000, () => new Promise(() => undefined));
  assert.match(judgement.reason, /deadline of 1000 ms/);
});

test('an engine call that throws is an unjudged frame', async () => {
  const queue = new StationQueue({ frames: 5, megabytes: 1, deadlineMs: 0 });
  const { judgement } = await queue.push(1, Date.now(), () => {
    throw new Error('cannot be sent');
  });
  assert.equal(judgement.evaluation, Evaluation.NotDecidable);
  assert.equal(judgement.reason, 'cannot be sent');
  assert.equal(queue.length, 0);
});
