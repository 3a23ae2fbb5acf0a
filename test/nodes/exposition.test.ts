import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Evaluation, undecidedCauses } from '../../models/verdict';
import { FrameTally } from '../../nodes/inspect/frame-tally';
import { exposition } from '../../nodes/metrics/exposition';
import { Histogram } from '../../nodes/metrics/histogram';
import { readExposition } from './exposition-reader';
import { verdict } from './verdicts';

test('counters, gauges and histograms are written as Prometheus reads them', () => {
  const histogram = new Histogram([0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) histogram.add(value);
  const text = exposition([
    {
      name: 'frames_total',
      help: 'Frames\nin \\ a "line".',
      series: { type: 'counter', samples: [{ labels: { station: 'a "b" \\ c\nd' }, value: 3 }] },
    },
    {
      name: 'restarts_total',
      help: 'Restarts.',
      series: { type: 'counter', samples: [{ labels: {}, value: 0 }] },
    },
    { name: 'nobody', help: 'Left out.', series: { type: 'gauge', samples: [] } },
    {
      name: 'latency_seconds',
      help: 'Latency.',
      series: { type: 'histogram', samples: [{ labels: { station: 'x' }, histogram }] },
    },
  ]);
  assert.equal(
    text,
    `# HELP frames_total Frames\\nin \\\\ a "line".
# TYPE frames_total counter
frames_total{station="a \\"b\\" \\\\ c\\nd"} 3
# HELP restarts_total Restarts.
# TYPE restarts_total counter
restarts_total 0
# HELP latency_seconds Latency.
# TYPE latency_seconds histogram
latency_seconds_bucket{station="x",le="0.1"} 2
latency_seconds_bucket{station="x",le="1"} 3
latency_seconds_bucket{station="x",le="+Inf"} 4
latency_seconds_sum{station="x"} 7.65
latency_seconds_count{station="x"} 4
`,
  );
  assert.equal(readExposition(text).length, 7);
});

test('a label may hold any text, and every number comes back', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true }).map((number) => number + 0),
    fc.nat(),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), value, (label, number) => {
      const samples = [{ labels: { station: label }, value: number }];
      const [read] = readExposition(
        exposition([{ name: 'a_total', help: label, series: { type: 'gauge', samples } }]),
      );
      assert.deepEqual(read, { name: 'a_total', labels: { station: label }, value: number });
    }),
  );
});

test('whatever happens, received is the sum of all outcomes and of what has none yet', () => {
  const event = fc.oneof(
    fc.constant('received' as const),
    fc.constant('reset' as const),
    fc.record({
      evaluation: fc.constantFrom(Evaluation.Undefined, Evaluation.OK, Evaluation.NotOK),
    }),
    fc.record({
      evaluation: fc.constant(Evaluation.NotDecidable),
      cause: fc.constantFrom(...undecidedCauses),
    }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), (events) => {
      const tally = new FrameTally();
      let pending = 0;
      for (const one of events) {
        if (one === 'received') {
          pending++;
          tally.received();
        } else if (one === 'reset') tally.reset();
        else if (pending > 0) {
          pending--;
          tally.answered({ ...verdict(1), ...one });
        }
        const { received, ok, notOk, learning, undecided, undecidedBy } = tally.now;
        assert.equal(tally.pending, pending);
        assert.equal(received, ok + notOk + learning + undecided + pending);
        assert.equal(
          undecided,
          Object.values(undecidedBy).reduce((sum, count) => sum + count, 0),
        );
      }
    }),
  );
});
