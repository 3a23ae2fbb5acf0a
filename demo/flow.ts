import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the command line decides about the demo flow. */
export interface FlowChoices {
  mqttHost: string;
  mqttPort: number;
  /** Address of the demo's OPC UA server; when absent the second line keeps the one it has. */
  opcuaEndpoint?: string;
  recipe: string;
  windowSize: number;
}

type FlowNode = { id: string } & Record<string, unknown>;

/** Nodes of flow.json that the command line reaches; in the user's own flow they are found by the same ids. */
const brokerId = 'demo-broker';
const inspectIds = ['demo-inspect', 'demo2-inspect'];
const opcuaId = 'demo2-server';

/**
 * Puts the demo flow into a user directory. Once it is there it is the user's: a newer one replaces it only while it
 * is untouched, and otherwise only the broker's address, the recipe and the window follow the command line.
 */
export async function installFlow(
  shipped: string,
  userDirectory: string,
  choices: FlowChoices,
): Promise<void> {
  const place = join(userDirectory, 'flows.json');
  const stamp = join(userDirectory, '.sroc-flow');
  const current = await readFile(place, 'utf8').catch(() => undefined);
  const written = await readFile(stamp, 'utf8').catch(() => undefined);
  const untouched = current === undefined || digest(current) === written;
  const flow = chosen(untouched ? await readFile(shipped, 'utf8') : current, choices);
  if (flow === current) return;
  await writeFile(`${place}.new`, flow);
  await rename(`${place}.new`, place);
  if (untouched) await writeFile(stamp, digest(flow));
}

/** The flow with the choices in it; byte for byte the same when it has them already. */
export function chosen(flow: string, choices: FlowChoices): string {
  const nodes: FlowNode[] = JSON.parse(flow);
  const changed = nodes.map((node) => {
    if (node.id === brokerId) return { ...node, host: choices.mqttHost, port: choices.mqttPort };
    if (node.id === opcuaId) return { ...node, endpoint: choices.opcuaEndpoint ?? node.endpoint };
    if (inspectIds.includes(node.id))
      return { ...node, recipe: choices.recipe, windowSize: choices.windowSize };
    return node;
  });
  return JSON.stringify(changed) === JSON.stringify(nodes) ? flow : `${JSON.stringify(changed, null, 4)}\n`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
