import { AttributeIds, DataType, NodeClass, type NodeId, resolveNodeId, Variant } from 'node-opcua-client';
import type { Link, OpcUaConnection } from './connection';

/** Standard methods of FileType (Part 20, 4.2); servers offer them under their own ids or under these. */
const standardMethods = { Open: 'i=11580', Close: 'i=11583', Read: 'i=11585' } as const;
const readMode = 1;
const chunkBytes = 256 * 1024;

/** True when the node is an object with FileType's methods, so that its picture is read piece by piece. */
export async function isFile(link: Link, nodeId: NodeId): Promise<boolean> {
  const nodeClass = await link.session.read({ nodeId, attributeId: AttributeIds.NodeClass });
  if (nodeClass.value?.value !== NodeClass.Object) return false;
  const { references } = await link.session.browse(nodeId.toString());
  const names = (references ?? []).map((reference) => reference.browseName.name);
  return names.includes('Open') && names.includes('Read');
}

async function methodIds(link: Link, file: NodeId): Promise<Record<keyof typeof standardMethods, NodeId>> {
  const { references } = await link.session.browse(file.toString());
  const find = (name: keyof typeof standardMethods) =>
    (references ?? []).find((reference) => reference.browseName.name === name)?.nodeId ??
    resolveNodeId(standardMethods[name]);
  return { Open: find('Open'), Close: find('Close'), Read: find('Read') };
}

/**
 * Reads a whole file of the server.
 * @param limit most bytes that are taken. @throws when the server refuses, or the file is larger than that.
 */
export async function readFile(connection: OpcUaConnection, file: NodeId, limit: number): Promise<Buffer> {
  const ids = await connection.request('Browse', (link) => methodIds(link, file));
  const call = async (name: keyof typeof ids, inputArguments: Variant[]) => {
    const result = await connection.request(name, ({ session }) =>
      session.call({ objectId: file, methodId: ids[name], inputArguments }),
    );
    if (!result.statusCode.isGood())
      throw new Error(`the camera's file could not be read: ${name} answered ${result.statusCode.name}`);
    return result.outputArguments?.[0]?.value;
  };
  const handle = new Variant({
    dataType: DataType.UInt32,
    value: await call('Open', [new Variant({ dataType: DataType.Byte, value: readMode })]),
  });
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for (;;) {
      const piece: unknown = await call('Read', [
        handle,
        new Variant({ dataType: DataType.Int32, value: chunkBytes }),
      ]);
      if (!Buffer.isBuffer(piece) || piece.length === 0) return Buffer.concat(pieces);
      size += piece.length;
      if (size > limit)
        throw new Error(
          `the camera's file is larger than ${Math.round(limit / 1048576)} MB, the largest picture this connection takes`,
        );
      pieces.push(piece);
    }
  } finally {
    await call('Close', [handle]).catch(() => {});
  }
}
