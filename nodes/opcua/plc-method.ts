import { AttributeIds, type DataType, NodeClass, type Variant } from 'node-opcua-client';
import type { Verdict } from '../../models/verdict';
import type { Link } from './connection';
import { toVariant, typeProblem } from './data-types';
import { isVerdictField, largestCount, type VerdictField, verdictFields } from './fields';
import { toNodeId } from './node-id';
import { WriteRefused } from './plc-writer';

export interface MethodSettings {
  objectId: string;
  methodId: string;
  /** Verdict fields in the order of the method's input arguments. */
  fields: readonly string[];
}

/** Hands a verdict to the PLC by calling a method instead of writing variables. */
export class PlcMethod {
  private types: DataType[] = [];

  constructor(private readonly settings: MethodSettings) {}

  /** Looks for the object and the method, and reads the method's arguments. @returns sentences about what does not fit. */
  async check(link: Link): Promise<string[]> {
    const { settings } = this;
    const fields = this.fields();
    const unknown = settings.fields.filter((field) => !isVerdictField(field));
    if (unknown.length > 0)
      return [`The method's arguments name unknown verdict fields: ${unknown.join(', ')}.`];
    try {
      const methodId = toNodeId(settings.methodId, link.namespaces);
      const asked = [toNodeId(settings.objectId, link.namespaces), methodId].map((nodeId) => ({
        nodeId,
        attributeId: AttributeIds.NodeClass,
      }));
      const [object, method] = await link.session.read(asked);
      if (!object.statusCode.isGood())
        return [`The object ${settings.objectId} does not exist on the server (${object.statusCode.name}).`];
      if (method.value?.value !== NodeClass.Method)
        return [`${settings.methodId} is not a method on the server.`];
      const { inputArguments } = await link.session.getArgumentDefinition(methodId);
      if (inputArguments.length !== fields.length) {
        const names = inputArguments.map((argument) => argument.name).join(', ');
        return [
          `The method ${settings.methodId} takes ${inputArguments.length} arguments (${names}); ${fields.length} fields are given.`,
        ];
      }
      this.types = inputArguments.map(({ dataType }) => Number(dataType.value));
      return fields.flatMap((field, index) => {
        const { name, valueRank } = inputArguments[index];
        const type = { dataType: this.types[index], valueRank, writable: true };
        const problem = typeProblem(verdictFields[field], largestCount[field] ?? 0, type);
        return problem ? [`${field}: argument ${name} of ${settings.methodId} ${problem}.`] : [];
      });
    } catch (error) {
      return [
        `The method ${settings.methodId} cannot be used: ${error instanceof Error ? error.message : error}`,
      ];
    }
  }

  /** @throws WriteRefused when the method answers with anything but Good. */
  async call(link: Link, verdict: Verdict): Promise<void> {
    const inputArguments: Variant[] = this.fields().map((field, index) =>
      toVariant(verdict[field], this.types[index]),
    );
    const { statusCode } = await link.session.call({
      objectId: toNodeId(this.settings.objectId, link.namespaces),
      methodId: toNodeId(this.settings.methodId, link.namespaces),
      inputArguments,
    });
    if (!statusCode.isGood()) throw new WriteRefused(`the method answered ${statusCode.name}`);
  }

  private fields(): VerdictField[] {
    return this.settings.fields.filter(isVerdictField);
  }
}
