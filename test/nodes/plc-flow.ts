import type { Heard, Outside } from './mqtt-client';
import { type FlowNode, type TestRuntime, tabWithCatch } from './runtime';

let flows = 0;

/** A PLC node with an id of its own, so that one test keeps nothing for the next, and what is seen of it. */
export function plcFlow(
  runtime: TestRuntime,
  port: number,
  node: Record<string, unknown> = {},
  settings: Record<string, unknown> = {},
) {
  const id = `plc${++flows}`;
  const [done, caught] = [`done-${id}`, `errors-${id}`];
  const topics = { topic: 'line1/verdict', statusTopic: 'line1/status' };
  const nodes: FlowNode[] = [
    ...tabWithCatch.map((one) => (one.id === 'catch' ? { ...one, wires: [[caught]] } : one)),
    { id: caught, type: 'test-sink', z: 'tab' },
    { id: 'broker', type: 'sroc-mqtt', host: '127.0.0.1', port, ...settings },
    { id, type: 'sroc-plc-mqtt', z: 'tab', broker: 'broker', ...topics, ...node },
    { id: 'complete', type: 'complete', z: 'tab', scope: [id], wires: [[done]] },
    { id: done, type: 'test-sink', z: 'tab' },
  ];
  return {
    nodes,
    id,
    /** Resolves when the node's status holds these words. */
    shows: (text: string) => runtime.statuses(id).first((status) => status.text?.includes(text) === true),
    /** What Catch nodes heard. */
    caught: runtime.messages(caught),
    errors: () => runtime.messages(caught).all.map(({ error }) => (error as { message: string }).message),
    /** Messages that the node is done with. */
    done: () => runtime.messages(done),
  };
}

export const onVerdict = ({ topic }: Heard) => topic === 'line1/verdict';

/** The verdicts heard so far. */
export const verdictsOf = (client: Outside) => client.texts('line1/verdict').map((text) => JSON.parse(text));

/** Resolves when the verdict of this trigger has been heard. */
export const verdictOf = (client: Outside, triggerId: number) =>
  client.heard.first((one) => onVerdict(one) && JSON.parse(one.text).triggerId === triggerId);
