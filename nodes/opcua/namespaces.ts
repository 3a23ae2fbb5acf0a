import { AttributeIds, type ClientSession } from 'node-opcua-client';

const namespaceArray = { nodeId: 'i=2255', attributeId: AttributeIds.Value };

/** The server's NamespaceArray as it is now. */
export async function readNamespaces(session: ClientSession): Promise<string[]> {
  const { value } = await session.read(namespaceArray);
  return Array.isArray(value?.value) ? value.value.map(String) : [];
}

/** Why a session cannot be used any longer whose node ids were resolved by an earlier table; null while it can. */
export function namespaceChange(before: readonly string[], now: readonly string[]): Error | null {
  return now.join('\n') === before.join('\n') ? null : new Error('The namespace table has changed.');
}
