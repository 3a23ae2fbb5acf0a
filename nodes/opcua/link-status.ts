import type { NodeStatus } from 'node-red';
import type { LinkState } from './connection';

type Translate = (key: string, values?: Record<string, string | number>) => string;

const looks: Record<LinkState, Pick<NodeStatus, 'fill' | 'shape'>> = {
  connecting: { fill: 'yellow', shape: 'ring' },
  connected: { fill: 'green', shape: 'dot' },
  interrupted: { fill: 'yellow', shape: 'ring' },
  failed: { fill: 'red', shape: 'ring' },
  closed: { fill: 'grey', shape: 'ring' },
};

/** The dot of a node that uses a connection; a problem of its own outweighs a connection that is up. */
export function showLink(state: LinkState, problem: string, text: Translate): NodeStatus {
  if (state === 'connected' && problem) return { fill: 'red', shape: 'dot', text: problem };
  return { ...looks[state], text: text(state) };
}
