import { textSetting } from '../text-setting';

/** Why a verdict never reached the PLC. */
export const lossReasons = [
  /** More verdicts waited than the node keeps. */
  'overflow',
  /** The broker, or the PLC's server, was there and did not take it. */
  'refused',
] as const;

export type LossReason = (typeof lossReasons)[number];

/** Counts the verdicts of one PLC node: every one that is received is delivered, is lost, or waits. */
export class VerdictTally {
  received = 0;
  delivered = 0;
  /** Of the delivered ones, those that came later than they should have. */
  late = 0;
  readonly lost: Record<LossReason, number> = { overflow: 0, refused: 0 };

  get allLost(): number {
    return lossReasons.reduce((sum, reason) => sum + this.lost[reason], 0);
  }

  get waiting(): number {
    return this.received - this.delivered - this.allLost;
  }
}

export interface PlcNodeTally {
  /** The node's type, such as "sroc-plc-mqtt". */
  type: string;
  /** The node's name, or its id when it has none. */
  name: string;
  tally: VerdictTally;
}

const tallies = new Map<string, PlcNodeTally>();

/** The counters of a PLC node; they outlive a redeploy. */
export function verdictTallyOf(node: { id: string; type: string; name?: string }): VerdictTally {
  const { tally } = tallies.get(node.id) ?? { tally: new VerdictTally() };
  tallies.set(node.id, { type: node.type, name: textSetting(node.name) || node.id, tally });
  return tally;
}

/** The node was deleted or disabled. */
export function forgetVerdictTally(nodeId: string): void {
  tallies.delete(nodeId);
}

export function verdictTallies(): ReadonlyMap<string, PlcNodeTally> {
  return tallies;
}
