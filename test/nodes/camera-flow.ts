import type { Broker } from '../brokers';
import type { Closing } from './closing';
import { type Outside, outside } from './mqtt-client';
import { type FlowNode, type Message, type Status, type TestRuntime, tabWithCatch } from './runtime';

export const JPEG = Buffer.from('ffd8ffe000104a4649460001', 'hex');

let flows = 0;

/** A camera node with a sink of its own, so that one test does not see what another got. */
export function cameraFlow(
  runtime: TestRuntime,
  broker: Broker,
  node: Record<string, unknown>,
  settings: Record<string, unknown> = {},
) {
  const sink = `frames${++flows}`;
  const id = `camera${flows}`;
  const nodes: FlowNode[] = [
    ...tabWithCatch,
    { id: 'broker', type: 'sroc-mqtt', host: '127.0.0.1', port: broker.port, ...settings },
    { id, type: 'sroc-camera-mqtt', z: 'tab', broker: 'broker', wires: [[sink]], ...node },
    { id: sink, type: 'test-sink', z: 'tab' },
  ];
  return { nodes, id, frames: () => runtime.messages(sink) };
}

/** Resolves when the camera node of this id gets what is published. */
export const connected = (runtime: TestRuntime, id: string): Promise<Status> =>
  runtime.statuses(id).first(({ text }) => text?.startsWith('connected') === true);

/** A client that publishes pictures. */
export async function cameraAt(closing: Closing, broker: Broker, options = {}): Promise<Outside> {
  const client = await outside(broker.port, [], options);
  closing.keep({ close: () => client.end() });
  return client;
}

export const frameOf = (message: Message) => message.frame as Record<string, unknown>;
