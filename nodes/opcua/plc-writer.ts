import { AttributeIds, type StatusCode, type Variant } from 'node-opcua-client';
import type { Verdict } from '../../models/verdict';
import type { Link } from './connection';
import { type FieldValue, fromVariant, toVariant } from './data-types';
import { isVerdictField } from './fields';
import type { Observation, ValidKind, ValidValue } from './handshake';
import type { Target } from './variables';

/** The server understood a write and said no; trying the same again would not help. */
export class WriteRefused extends Error {}

const readable = (target: Target) => ({ nodeId: target.nodeId, attributeId: AttributeIds.Value });

function write(target: Target, value: Variant) {
  return { nodeId: target.nodeId, attributeId: AttributeIds.Value, value: { value } };
}

function requireGood(statuses: StatusCode[], targets: Target[]): void {
  const bad = statuses.findIndex((status) => !status.isGood());
  if (bad >= 0) {
    const target = targets[bad];
    throw new WriteRefused(`the server refused ${target.field} (${target.nodeId}): ${statuses[bad].name}`);
  }
}

/** Writes verdict fields and handshake variables, each in the variable's own type. */
export class PlcWriter {
  private readonly data: Target[];

  constructor(
    private readonly targets: ReadonlyMap<string, Target>,
    private readonly validKind: ValidKind,
  ) {
    this.data = [...targets.values()].filter((target) => isVerdictField(target.field));
  }

  /** All data fields in one request. @throws WriteRefused when one of them was not accepted. */
  async writeData(link: Link, verdict: Verdict): Promise<void> {
    const values = this.data.map((target) => {
      const value: FieldValue = isVerdictField(target.field) ? verdict[target.field] : undefined;
      return write(target, toVariant(value, target.dataType));
    });
    requireGood(await link.session.write(values), this.data);
  }

  async writeValid(link: Link, valid: ValidValue): Promise<void> {
    await this.writeFields(link, { valid });
  }

  /** Several handshake variables at once; those that are not mapped are left out. */
  async writeFields(link: Link, values: Record<string, FieldValue>): Promise<void> {
    const targets = Object.keys(values).flatMap((field) => this.targets.get(field) ?? []);
    if (targets.length === 0) return;
    const writes = targets.map((target) => write(target, toVariant(values[target.field], target.dataType)));
    requireGood(await link.session.write(writes), targets);
  }

  has(field: string): boolean {
    return this.targets.has(field);
  }

  /** What valid and ack hold now. @throws when the server will not tell. */
  async observe(link: Link): Promise<Observation> {
    const targets = ['valid', 'ack'].flatMap((field) => this.targets.get(field) ?? []);
    if (targets.length === 0) return { valid: false };
    const values = await link.session.read(targets.map(readable));
    const seen = new Map<string, ValidValue>();
    for (const [index, target] of targets.entries()) {
      const { statusCode, value } = values[index];
      // Uninitialised variables of a restarted server are Bad until first written: nothing is there yet.
      seen.set(target.field, fromVariant(statusCode.isGood() ? value : undefined, this.validKind));
    }
    return { valid: seen.get('valid') ?? false, ack: seen.get('ack') };
  }
}
