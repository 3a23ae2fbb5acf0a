import { undecidedCauses } from '../../models/verdict';
import type { Station } from '../inspect/station';
import type { MetricFamily } from './exposition';
import { lossReasons, type PlcNodeTally } from './verdict-tally';

/** What is known of the whole runtime when it is asked. */
export interface Sources {
  stations: readonly Station[];
  plcNodes: ReadonlyMap<string, PlcNodeTally>;
  engineRestarts: number;
}

/**
 * Everything that is counted between a frame's arrival and the PLC. For every station `received` is the sum of all
 * verdicts and of the frames that have none yet; for every PLC node, of what is delivered, lost and waits.
 */
export function metricFamilies({ stations, plcNodes, engineRestarts }: Sources): MetricFamily[] {
  const ofStations = <Sample>(sample: (station: Station) => Sample[]) => stations.flatMap(sample);
  const labelled = ({ name }: Station, more = {}) => ({ station: name, ...more });
  const ofPlcNodes = (value: (one: PlcNodeTally) => { more?: Record<string, string>; value: number }[]) =>
    [...plcNodes].flatMap(([id, one]) =>
      value(one).map(({ more, value }) => ({
        labels: { node: id, type: one.type, name: one.name, ...more },
        value,
      })),
    );
  return [
    {
      name: 'sroc_frames_received_total',
      help: 'Frames that reached the station.',
      series: {
        type: 'counter',
        samples: ofStations((one) => [{ labels: labelled(one), value: one.total.now.received }]),
      },
    },
    {
      name: 'sroc_verdicts_total',
      help: 'Verdicts by evaluation.',
      series: {
        type: 'counter',
        samples: ofStations((one) => {
          const { ok, notOk, learning, undecided } = one.total.now;
          return Object.entries({ ok, not_ok: notOk, learning, undecided }).map(([evaluation, value]) => ({
            labels: labelled(one, { evaluation }),
            value,
          }));
        }),
      },
    },
    {
      name: 'sroc_frames_unjudged_total',
      help: 'Undecided verdicts by what kept the frame from being judged.',
      series: {
        type: 'counter',
        samples: ofStations((one) =>
          undecidedCauses.map((cause) => ({
            labels: labelled(one, { cause }),
            value: one.total.now.undecidedBy[cause] ?? 0,
          })),
        ),
      },
    },
    {
      name: 'sroc_frames_pending',
      help: 'Frames that have no verdict yet.',
      series: {
        type: 'gauge',
        samples: ofStations((one) => [{ labels: labelled(one), value: one.total.pending }]),
      },
    },
    {
      name: 'sroc_verdict_latency_seconds',
      help: 'Time from a frame reaching Node-RED to its verdict.',
      series: {
        type: 'histogram',
        samples: ofStations((one) => [{ labels: labelled(one), histogram: one.total.latency }]),
      },
    },
    {
      name: 'sroc_engine_restarts_total',
      help: 'How often the inference process stopped and had to be started again.',
      series: { type: 'counter', samples: [{ labels: {}, value: engineRestarts }] },
    },
    {
      name: 'sroc_plc_verdicts_received_total',
      help: 'Verdicts that reached the PLC node.',
      series: { type: 'counter', samples: ofPlcNodes(({ tally }) => [{ value: tally.received }]) },
    },
    {
      name: 'sroc_plc_verdicts_delivered_total',
      help: 'Verdicts that the broker or the PLC took, late ones included.',
      series: { type: 'counter', samples: ofPlcNodes(({ tally }) => [{ value: tally.delivered }]) },
    },
    {
      name: 'sroc_plc_verdicts_late_total',
      help: 'Verdicts delivered with the mark that they are late.',
      series: { type: 'counter', samples: ofPlcNodes(({ tally }) => [{ value: tally.late }]) },
    },
    {
      name: 'sroc_plc_verdicts_lost_total',
      help: 'Verdicts that never reached the PLC, by reason.',
      series: {
        type: 'counter',
        samples: ofPlcNodes(({ tally }) =>
          lossReasons.map((reason) => ({ more: { reason }, value: tally.lost[reason] })),
        ),
      },
    },
    {
      name: 'sroc_plc_verdicts_waiting',
      help: 'Verdicts on their way to the PLC.',
      series: { type: 'gauge', samples: ofPlcNodes(({ tally }) => [{ value: tally.waiting }]) },
    },
  ];
}
