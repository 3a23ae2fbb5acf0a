import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
  type Variant,
} from 'node-opcua';

export const lineNamespace = 'urn:sroc:test:line';

export interface TestServerOptions {
  port?: number;
  /** Folder of the server's certificates; a folder of its own when not given. Give one again to be "the same" server. */
  pki?: string;
  /** Registers this many other namespaces first, so that the line's index moves. */
  namespacesBefore?: number;
  users?: Record<string, string>;
  anonymous?: boolean;
  /** What the server raises a sampling interval of 0 to. */
  fastestSamplingMs?: number;
}

/** A real OPC UA server in this process, with helpers to fill its address space. */
export class TestServer {
  private constructor(
    readonly server: OPCUAServer,
    readonly namespace: Namespace,
    readonly root: UAObject,
    private readonly pki: string,
    private readonly ownsPki: boolean,
  ) {}

  static async start(options: TestServerOptions = {}): Promise<TestServer> {
    const pki = options.pki ?? (await mkdtemp(join(tmpdir(), 'sroc-opcua-server-')));
    const manager = (name: string) =>
      new OPCUACertificateManager({
        rootFolder: join(pki, name),
        automaticallyAcceptUnknownCertificate: true,
        disableFileWatchers: true,
        keySize: 2048,
      });
    const server = new OPCUAServer({
      port: options.port ?? 0,
      hostname: '127.0.0.1',
      host: '127.0.0.1',
      resourcePath: '/line',
      // Every change is reported, as by a camera; node-opcua otherwise folds what changes within 50 ms into one.
      serverCapabilities: { minSupportedSampleRate: options.fastestSamplingMs ?? 0 },
      securityModes: [MessageSecurityMode.None, MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt],
      securityPolicies: [
        SecurityPolicy.None,
        SecurityPolicy.Basic256Sha256,
        SecurityPolicy.Aes128_Sha256_RsaOaep,
        SecurityPolicy.Aes256_Sha256_RsaPss,
      ],
      allowAnonymous: options.anonymous ?? true,
      userManager: {
        isValidUser: (user: string, password: string) => options.users?.[user] === password,
      },
      serverCertificateManager: manager('pki'),
      userCertificateManager: manager('user-pki'),
    });
    await server.initialize();
    const { addressSpace } = server.engine;
    if (!addressSpace) throw new Error('the server has no address space');
    for (let index = 0; index < (options.namespacesBefore ?? 0); index += 1) {
      addressSpace.registerNamespace(`urn:sroc:test:other-${index}`);
    }
    const namespace = addressSpace.registerNamespace(lineNamespace);
    const root = namespace.addObject({
      browseName: 'Line',
      nodeId: 's=Line',
      organizedBy: addressSpace.rootFolder.objects,
    });
    await server.start();
    return new TestServer(server, namespace, root, pki, options.pki === undefined);
  }

  get port(): number {
    return this.server.endpoints[0].port;
  }

  get url(): string {
    return `opc.tcp://127.0.0.1:${this.port}/line`;
  }

  /** A writable variable with the node id `s=<name>` in the line's namespace. */
  variable(
    name: string,
    dataType: DataType | string,
    value?: unknown,
    extra: { valueRank?: number; minimumSamplingInterval?: number } = {},
  ): UAVariable {
    const variable = this.namespace.addVariable({
      browseName: name,
      nodeId: `s=${name}`,
      componentOf: this.root,
      dataType: typeof dataType === 'string' ? dataType : DataType[dataType],
      minimumSamplingInterval: 0,
      ...extra,
    });
    if (value !== undefined && typeof dataType !== 'string') variable.setValueFromSource({ dataType, value });
    return variable;
  }

  async stop(): Promise<void> {
    await this.server.shutdown(0);
    if (this.ownsPki) await rm(this.pki, { recursive: true, force: true });
  }
}

/** The stored form of a node id in the line's namespace. */
export const nodeIdOf = (name: string) => `nsu=${lineNamespace};s=${name}`;

export const currentValue = (variable: UAVariable): Variant['value'] => variable.readValue().value.value;

/** Waits until a variable takes a value. */
export async function becomes(variable: UAVariable, wanted: Variant['value']): Promise<void> {
  while (currentValue(variable) !== wanted)
    await new Promise<void>((resolve) => variable.once('value_changed', () => resolve()));
}
