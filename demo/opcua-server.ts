import { join } from 'node:path';
import {
  DataType,
  MessageSecurityMode,
  type Namespace,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  type UAObject,
  type UAVariable,
} from 'node-opcua';
import { PlcProgram } from './plc-program';

export const demoUser = { name: 'plc', password: 'plc' };

const namespaceUri = 'urn:sroc:demo:line2';
const scanMs = 20;
/** A client that is just connecting when the server stops is answered: node-opcua fails over one it has no certificate for any more. */
const farewellMs = 300;
/** How long a part travels from the camera to the gate that rejects it. */
const partTimeoutMs = 8000;

const cameraVariables = {
  Image: DataType.ByteString,
  TriggerId: DataType.UInt16,
  PartId: DataType.String,
  Recipe: DataType.String,
  Trigger: DataType.UInt16,
} as const;

/** Written by the station, except for Ack and the PLC's own counters. */
const plcVariables = {
  Pass: DataType.Boolean,
  Evaluation: DataType.Byte,
  Score: DataType.Float,
  Threshold: DataType.Float,
  Reason: DataType.String,
  TriggerId: DataType.UInt16,
  PartId: DataType.String,
  Late: DataType.Boolean,
  Valid: DataType.Boolean,
  Ack: DataType.Boolean,
  Busy: DataType.Boolean,
  Ready: DataType.Boolean,
  Heartbeat: DataType.UInt16,
  Accepted: DataType.UInt32,
  Rejected: DataType.UInt32,
  Timeouts: DataType.UInt32,
} as const;
const counters = ['Accepted', 'Rejected', 'Timeouts'];

export interface Shot {
  triggerId: number;
  partId: string;
  image: Buffer;
}

export interface DemoOpcUaOptions {
  host: string;
  /** 0 takes any free one. */
  port: number;
  /** Where the server's certificates are kept. */
  folder: string;
  recipe: string;
  /** Told whenever the PLC is shown a verdict. */
  shown?: (triggerId: number, partId: string) => void;
}

function initial(type: DataType): unknown {
  if (type === DataType.Boolean) return false;
  if (type === DataType.String) return '';
  return type === DataType.ByteString ? Buffer.alloc(0) : 0;
}

/** The second line: a camera and a PLC as objects of an OPC UA server, and the program that the PLC runs. */
export class DemoOpcUaServer {
  readonly #server: OPCUAServer;
  readonly #camera: Map<string, UAVariable>;
  readonly #plc: Map<string, UAVariable>;
  readonly #program: PlcProgram;
  readonly #scanning: NodeJS.Timeout;

  #wasValid = false;

  private constructor(
    server: OPCUAServer,
    recipe: string,
    private readonly shown: DemoOpcUaOptions['shown'],
  ) {
    const { addressSpace } = server.engine;
    if (!addressSpace) throw new Error('The OPC UA server has no address space.');
    const namespace = addressSpace.registerNamespace(namespaceUri);
    const line = namespace.addObject({
      browseName: 'Line2',
      nodeId: 's=Line2',
      organizedBy: addressSpace.rootFolder.objects,
    });
    this.#server = server;
    this.#camera = addVariables(namespace, line, 'Camera', cameraVariables);
    this.#plc = addVariables(namespace, line, 'Plc', plcVariables);
    set(this.#camera, 'Recipe', DataType.String, recipe);
    this.#program = new PlcProgram({ timeoutMs: partTimeoutMs, ackStyle: 'prompt', slowMs: 0 }, false);
    this.#scanning = setInterval(() => this.#scan(), scanMs);
  }

  /** Makes the server's certificates on the first start, which takes some seconds. */
  static async start({ host, port, folder, recipe, shown }: DemoOpcUaOptions): Promise<DemoOpcUaServer> {
    const certificates = (name: string) =>
      new OPCUACertificateManager({
        rootFolder: join(folder, name),
        // A demo for any client; a plant's server trusts its clients one by one.
        automaticallyAcceptUnknownCertificate: true,
        disableFileWatchers: true,
      });
    const server = new OPCUAServer({
      host,
      hostname: host,
      port,
      resourcePath: '/demo',
      securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
      securityPolicies: [
        SecurityPolicy.None,
        SecurityPolicy.Basic256Sha256,
        SecurityPolicy.Aes128_Sha256_RsaOaep,
        SecurityPolicy.Aes256_Sha256_RsaPss,
      ],
      allowAnonymous: true,
      userManager: {
        isValidUser: (name: string, password: string) =>
          name === demoUser.name && password === demoUser.password,
      },
      serverCertificateManager: certificates('server'),
      userCertificateManager: certificates('users'),
      serverCapabilities: { minSupportedSampleRate: 0 },
      buildInfo: { productName: 'SROC demo line', manufacturerName: 'SROC', productUri: namespaceUri },
    });
    await server.initialize();
    const demo = new DemoOpcUaServer(server, recipe, shown);
    try {
      await server.start();
    } catch (error) {
      clearInterval(demo.#scanning);
      throw error;
    }
    return demo;
  }

  get port(): number {
    return this.#server.endpoints[0].port;
  }

  /** The certificate (DER) that clients are shown. */
  get certificate(): Buffer {
    return this.#server.getCertificate();
  }

  /** True while the station says that it takes triggers. */
  get ready(): boolean {
    return this.#value('Ready') === true;
  }

  /** A part is under the camera: its picture and identity first, the trigger last. */
  shoot({ triggerId, partId, image }: Shot): void {
    set(this.#camera, 'Image', DataType.ByteString, image);
    set(this.#camera, 'PartId', DataType.String, partId);
    set(this.#camera, 'TriggerId', DataType.UInt16, triggerId);
    set(this.#camera, 'Trigger', DataType.UInt16, triggerId);
    this.#program.trigger(triggerId, Date.now());
  }

  async stop(): Promise<void> {
    clearInterval(this.#scanning);
    await this.#server.shutdown(farewellMs);
  }

  #value(name: string): unknown {
    return this.#plc.get(name)?.readValue().value.value;
  }

  #scan(): void {
    const inputs = {
      valid: this.#value('Valid') === true,
      triggerId: Number(this.#value('TriggerId')),
      pass: this.#value('Pass') === true,
      late: this.#value('Late') === true,
    };
    if (inputs.valid && !this.#wasValid) this.shown?.(inputs.triggerId, String(this.#value('PartId')));
    this.#wasValid = inputs.valid;
    const ack = this.#program.scan(inputs, Date.now());
    if (this.#value('Ack') !== ack) set(this.#plc, 'Ack', DataType.Boolean, ack);
    const { accepted, rejected, timeouts } = this.#program.counters;
    for (const [index, count] of [accepted, rejected, timeouts].entries()) {
      if (this.#value(counters[index]) !== count) set(this.#plc, counters[index], DataType.UInt32, count);
    }
  }
}

function addVariables(
  namespace: Namespace,
  line: UAObject,
  name: string,
  types: Record<string, DataType>,
): Map<string, UAVariable> {
  const object = namespace.addObject({ browseName: name, nodeId: `s=Line2.${name}`, componentOf: line });
  return new Map(
    Object.entries(types).map(([variable, type]) => {
      const readOnly = name === 'Camera' || counters.includes(variable);
      const added = namespace.addVariable({
        browseName: variable,
        nodeId: `s=Line2.${name}.${variable}`,
        componentOf: object,
        dataType: DataType[type],
        minimumSamplingInterval: 0,
        accessLevel: readOnly ? 'CurrentRead' : 'CurrentRead | CurrentWrite',
        userAccessLevel: readOnly ? 'CurrentRead' : 'CurrentRead | CurrentWrite',
      });
      added.setValueFromSource({ dataType: type, value: initial(type) });
      return [variable, added];
    }),
  );
}

function set(variables: Map<string, UAVariable>, name: string, dataType: DataType, value: unknown): void {
  variables.get(name)?.setValueFromSource({ dataType, value });
}
