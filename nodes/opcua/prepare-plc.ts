import { AttributeIds, type ClientSubscription, TimestampsToReturn } from 'node-opcua-client';
import type { Link, OpcUaConnection } from './connection';
import type { ValidKind } from './handshake';
import type { PlcMethod } from './plc-method';
import { PlcWriter } from './plc-writer';
import { endSubscription, subscribe } from './subscription';
import { type CheckedMap, checkMap, type FieldMap } from './variables';

const publishingMs = 20;

/** What a PLC is written to with; either a writer, or problems. */
export interface PreparedPlc {
  writer?: PlcWriter;
  /** There when the map names an ack variable. */
  ackWatch?: ClientSubscription;
  /** Sentences about what is not on the server as the settings say. */
  problems: string[];
}

/** Looks at the variables and the method on the server. @throws when it cannot be asked */
export async function checkPlc(
  link: Link,
  { variables, valid }: { variables: FieldMap; valid: ValidKind },
  method: PlcMethod | undefined,
): Promise<CheckedMap> {
  const { targets, problems } = await checkMap(link, variables, valid);
  return { targets, problems: [...problems, ...((await method?.check(link)) ?? [])] };
}

/** Looks at the variables and the method on a new session, and watches ack. Never rejects. */
export async function preparePlc(
  connection: OpcUaConnection,
  link: Link,
  settings: { variables: FieldMap; valid: ValidKind },
  method: PlcMethod | undefined,
  ackChanged: () => void,
): Promise<PreparedPlc> {
  try {
    const { targets, problems } = await checkPlc(link, settings, method);
    if (problems.length > 0) return { problems };
    const writer = new PlcWriter(targets, settings.valid);
    const ack = targets.get('ack');
    const ackWatch = ack && (await watchVariable(connection, link, ack.nodeId.toString(), ackChanged));
    return { writer, ackWatch, problems };
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

async function watchVariable(
  connection: OpcUaConnection,
  link: Link,
  nodeId: string,
  changed: () => void,
): Promise<ClientSubscription> {
  const subscription = subscribe(link.session, publishingMs);
  try {
    const item = await subscription.monitor(
      { nodeId, attributeId: AttributeIds.Value },
      { samplingInterval: 10, queueSize: 1, discardOldest: true },
      TimestampsToReturn.Neither,
    );
    item.on('changed', changed);
  } catch (error) {
    void endSubscription(connection, subscription);
    throw error;
  }
  return subscription;
}
