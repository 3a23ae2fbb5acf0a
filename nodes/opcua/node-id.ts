import { NodeId, resolveNodeId } from 'node-opcua-client';

const URI_FORM = /^nsu=([^;]*);(.+)$/s;
const INDEX_FORM = /^(?:ns=(\d+);)?([isgb]=.+)$/s;

// Part 6, 5.3.1.11: ';' and '%' inside the URI are percent-encoded, everything else stands as it is.
const encodeUri = (uri: string) => uri.replaceAll('%', '%25').replaceAll(';', '%3B');
const decodeUri = (text: string) => text.replaceAll(/%3B/gi, ';').replaceAll('%25', '%');

/** Why a text is not a node id, as a sentence; undefined when it is one. */
export function nodeIdProblem(text: string): string | undefined {
  const uriForm = URI_FORM.exec(text);
  const identifier = uriForm ? uriForm[2] : INDEX_FORM.exec(text)?.[2];
  if (identifier === undefined || !/^[isgb]=/s.test(identifier)) {
    return `"${text}" is not a node id. Expected nsu=<namespace URI>;s=<name> (or i=, g=, b=), as the browse button fills it in.`;
  }
  try {
    resolveNodeId(`ns=1;${identifier}`);
    return undefined;
  } catch {
    return `"${text}" is not a node id: "${identifier}" is not a valid identifier.`;
  }
}

/**
 * Finds the node id that a stored text means on this server.
 * @param text `nsu=<uri>;<identifier>`; `ns=<index>;<identifier>` and bare identifiers are taken as they are.
 * @param namespaces the server's NamespaceArray, read in the session that will use the node id.
 * @throws when the text is no node id or the server does not know the namespace.
 */
export function toNodeId(text: string, namespaces: readonly string[]): NodeId {
  const problem = nodeIdProblem(text);
  if (problem) throw new Error(problem);
  const uriForm = URI_FORM.exec(text);
  if (!uriForm) return resolveNodeId(text);
  const uri = decodeUri(uriForm[1]);
  const index = namespaces.indexOf(uri);
  if (index < 0) {
    throw new Error(
      `The server has no namespace ${uri} (wanted by ${text}). It has: ${namespaces.join(', ')}.`,
    );
  }
  return resolveNodeId(`ns=${index};${uriForm[2]}`);
}

/** The form that is stored in flows: with the namespace URI, which survives a reordered namespace table. */
export function toStored(nodeId: NodeId, namespaces: readonly string[]): string {
  const identifier = new NodeId(nodeId.identifierType, nodeId.value, 0).toString().replace(/^ns=0;/, '');
  if (nodeId.namespace === 0) return identifier;
  const uri = namespaces[nodeId.namespace];
  if (uri === undefined) return `ns=${nodeId.namespace};${identifier}`;
  return `nsu=${encodeUri(uri)};${identifier}`;
}

/** True for the numeric node ids of the OPC Foundation's own namespace, such as i=15 for ByteString. */
export function isStandard(nodeId: NodeId, value: number): boolean {
  return (
    nodeId.namespace === 0 && nodeId.identifierType === NodeId.NodeIdType.NUMERIC && nodeId.value === value
  );
}
