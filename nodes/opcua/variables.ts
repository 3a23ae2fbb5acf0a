import { AttributeIds, type ClientSession, DataType, NodeClass, type NodeId } from 'node-opcua-client';
import type { Link } from './connection';
import { typeProblem, type VariableType } from './data-types';
import {
  type FieldKind,
  handshakeFields,
  isHandshakeField,
  isVerdictField,
  largestCount,
  verdictFields,
} from './fields';
import { isStandard, toNodeId } from './node-id';

/** Which field goes to which variable; node ids in their stored form. */
export type FieldMap = Record<string, string>;

export interface Target extends VariableType {
  field: string;
  nodeId: NodeId;
}

const writeBit = 2;
const readBit = 1;

/** DataType attributes below 26 name the built-in type itself; others are followed to the type they are made of. */
async function builtInType(session: ClientSession, variable: NodeId, dataType: NodeId): Promise<DataType> {
  if (dataType.namespace === 0 && typeof dataType.value === 'number' && dataType.value <= 25) {
    return dataType.value;
  }
  if (isStandard(dataType, 29)) return DataType.Int32;
  return session.getBuiltInDataType(variable);
}

/** Reads what one variable is. @throws with the second half of a sentence when it is none. */
export async function readVariable(
  session: ClientSession,
  nodeId: NodeId,
): Promise<VariableType & { readable: boolean }> {
  const attributes = [
    AttributeIds.NodeClass,
    AttributeIds.DataType,
    AttributeIds.ValueRank,
    AttributeIds.UserAccessLevel,
    AttributeIds.AccessLevel,
  ];
  const values = await session.read(attributes.map((attributeId) => ({ nodeId, attributeId })));
  const [nodeClass, dataType, valueRank, userAccess, access] = values;
  if (!nodeClass.statusCode.isGood())
    throw new Error(`does not exist on the server (${nodeClass.statusCode.name})`);
  if (nodeClass.value.value !== NodeClass.Variable) throw new Error('is not a variable');
  const level = Number(
    (userAccess.statusCode.isGood() ? userAccess : access).value?.value ?? readBit | writeBit,
  );
  return {
    dataType: await builtInType(session, nodeId, dataType.value.value),
    valueRank: Number(valueRank.value?.value ?? -1),
    writable: (level & writeBit) !== 0,
    readable: (level & readBit) !== 0,
  };
}

const kindOf = (field: string): FieldKind | undefined =>
  isVerdictField(field) ? verdictFields[field] : isHandshakeField(field) ? handshakeFields[field] : undefined;

/** Kinds of the handshake variables for a valid that counts instead of toggling. */
const counting = (field: string) => field === 'valid' || field === 'ack';

export interface CheckedMap {
  targets: Map<string, Target>;
  /** Sentences, one a variable that cannot be used as mapped. */
  problems: string[];
}

/** Finds every mapped variable on the server, reads its type once and checks that the field fits into it. */
export async function checkMap(link: Link, map: FieldMap, valid: 'toggle' | 'counter'): Promise<CheckedMap> {
  const targets = new Map<string, Target>();
  const problems: string[] = [];
  for (const [field, stored] of Object.entries(map)) {
    const plain = kindOf(field);
    if (!stored || !plain) continue;
    const kind = valid === 'counter' && counting(field) ? 'count' : plain;
    try {
      const nodeId = toNodeId(stored, link.namespaces);
      const variable = await readVariable(link.session, nodeId);
      const reads = field === 'ack' || field === 'valid';
      const asked = field === 'ack' ? { ...variable, writable: true } : variable;
      const problem =
        typeProblem(
          kind,
          isVerdictField(field) || isHandshakeField(field) ? (largestCount[field] ?? 0) : 0,
          asked,
        ) ?? (reads && !variable.readable ? 'may not be read by this user' : undefined);
      if (problem) problems.push(`${field}: ${stored} ${problem}.`);
      else targets.set(field, { ...variable, field, nodeId });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problems.push(why.includes(stored) ? `${field}: ${why}` : `${field}: ${stored} ${why}.`);
    }
  }
  return { targets, problems };
}
