import { AttributeIds, BrowseDirection, DataType, NodeClass } from 'node-opcua-client';
import type { Link } from './connection';
import { toNodeId, toStored } from './node-id';

/** One line of the browse tree. */
export interface BrowsedNode {
  /** Stored form, with the namespace URI. */
  nodeId: string;
  name: string;
  kind: 'object' | 'variable' | 'method';
  /** Name of a variable's data type; '' for others. */
  dataType: string;
}

const kinds = new Map<NodeClass, BrowsedNode['kind']>([
  [NodeClass.Object, 'object'],
  [NodeClass.Variable, 'variable'],
  [NodeClass.Method, 'method'],
]);
const objectsFolder = 'i=85';
const hierarchical = 'i=33';
const wantedClasses = 1 | 2 | 4;
const everything = 63;
const mostChildren = 1000;

/** The children of a node (of the Objects folder when '' is given), objects first, by name. */
export async function browseChildren(link: Link, parent: string): Promise<BrowsedNode[]> {
  const { session, namespaces } = link;
  const result = await session.browse({
    nodeId: toNodeId(parent || objectsFolder, namespaces),
    referenceTypeId: hierarchical,
    includeSubtypes: true,
    browseDirection: BrowseDirection.Forward,
    nodeClassMask: wantedClasses,
    resultMask: everything,
  });
  if (!result.statusCode.isGood())
    throw new Error(`The server does not show this node's children: ${result.statusCode.name}.`);
  const references = [...(result.references ?? [])];
  let point = result.continuationPoint;
  while (point && point.length > 0 && references.length < mostChildren) {
    const more = await session.browseNext(point, false);
    references.push(...(more.references ?? []));
    point = more.continuationPoint;
  }
  const variables = references.filter((reference) => reference.nodeClass === NodeClass.Variable);
  const asked = variables.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.DataType }));
  // A read of nothing is an error to a server.
  const types = asked.length > 0 ? await session.read(asked) : [];
  const names = new Map<string, string>();
  for (const [index, { nodeId }] of variables.entries()) {
    const type = types[index].value?.value;
    // The numbers name built-in types in namespace 0 only; a server's own types may have the same ones.
    const standard = type?.namespace === 0 && typeof type.value === 'number';
    const builtIn = standard ? (typeNames.get(type.value) ?? DataType[type.value]) : undefined;
    names.set(nodeId.toString(), builtIn ?? String(type ?? ''));
  }
  return references
    .map((reference) => ({
      nodeId: toStored(reference.nodeId, namespaces),
      name: reference.displayName.text || reference.browseName.name || '',
      kind: kinds.get(reference.nodeClass) ?? 'object',
      dataType: names.get(reference.nodeId.toString()) ?? '',
    }))
    .sort((left, right) => left.kind.localeCompare(right.kind) || left.name.localeCompare(right.name));
}

/** Subtypes of the built-in types that matter here; the built-in ones are named by node-opcua. */
const typeNames = new Map<number, string>([
  [29, 'Enumeration'],
  [30, 'Image'],
  [290, 'Duration'],
  [294, 'UtcTime'],
  [2000, 'ImageBMP'],
  [2001, 'ImageGIF'],
  [2002, 'ImageJPG'],
  [2003, 'ImagePNG'],
]);
