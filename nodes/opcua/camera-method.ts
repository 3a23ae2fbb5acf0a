import { type NodeId, Variant } from 'node-opcua-client';
import type { OpcUaConnection } from './connection';
import { explainSize } from './message-limit';
import type { Shot } from './shot';

/** Arguments of a call, by the names that the method gives them; anything not named here is an error. */
export type CallValues = Record<string, string | number | boolean>;

/**
 * Calls a camera's method and takes its first ByteString result as the picture.
 * @throws with a sentence when the method needs arguments that are not given, fails, or gives no ByteString.
 */
export async function callCamera(
  connection: OpcUaConnection,
  object: NodeId,
  method: NodeId,
  values: CallValues,
): Promise<Shot> {
  try {
    return await connection.request('Call', async ({ session }) => {
      const { inputArguments } = await session.getArgumentDefinition(method);
      const given = inputArguments.map(({ name, dataType }) => {
        const value = Object.entries(values).find(([key]) => key.toLowerCase() === name?.toLowerCase())?.[1];
        if (value === undefined)
          throw new Error(`the camera's method wants "${name}"; give it in msg.${name}`);
        return new Variant({ dataType: Number(dataType.value), value });
      });
      const { statusCode, outputArguments } = await session.call({
        objectId: object,
        methodId: method,
        inputArguments: given,
      });
      if (statusCode.name !== 'Good') {
        return { image: Buffer.alloc(0), fault: `the camera's method answered ${statusCode.name}` };
      }
      const image = outputArguments
        ?.map((output): unknown => output.value)
        .find((value) => Buffer.isBuffer(value));
      if (!image) throw new Error("the camera's method gave no ByteString");
      return { image };
    });
  } catch (error) {
    throw explainSize(error);
  }
}
