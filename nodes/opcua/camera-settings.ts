import type { NodeId } from 'node-opcua-client';
import { toNodeId } from './node-id';
import type { RawSettings } from './shot';
import type { TriggerKind } from './trigger-edge';

/** Node ids in their stored form; '' where there is none. */
export interface CameraNodeIds {
  image: string;
  trigger: string;
  triggerId: string;
  partId: string;
  recipe: string;
  width: string;
  height: string;
  object: string;
  method: string;
}

export interface CameraSettings {
  way: 'subscribe' | 'trigger' | 'method';
  nodeIds: CameraNodeIds;
  triggerKind: TriggerKind;
  /** Given for bare pixels. */
  raw?: RawSettings;
  /** Pictures (or triggers) that the server keeps for us between two publishes; 1..1000. */
  queueSize: number;
  /** Which one goes when that queue is full. */
  discardOldest: boolean;
  /** Milliseconds between two looks of the server at the variable; 0 for every change. */
  samplingMs: number;
}

/** The node ids that are set, found on this server. @throws when one is not a node id or its namespace is unknown. */
export function resolveNodeIds(
  nodeIds: CameraNodeIds,
  namespaces: readonly string[],
): Partial<Record<keyof CameraNodeIds, NodeId>> {
  const found: Partial<Record<keyof CameraNodeIds, NodeId>> = {};
  let name: keyof CameraNodeIds;
  for (name in nodeIds) {
    if (nodeIds[name]) found[name] = toNodeId(nodeIds[name], namespaces);
  }
  return found;
}
