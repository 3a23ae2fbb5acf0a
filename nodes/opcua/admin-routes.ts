import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { leftVariable } from '../text-setting';
import { browseChildren } from './browse';
import { describeCertificate } from './certificate';
import { readServerCertificate } from './endpoint';
import { LinkError } from './explain';
import { type OpcUaNode, pkiFolderOf } from './node-settings';
import { pkiAt } from './pki';
import { plcProblem, plcSettings } from './plc-def';
import { PlcMethod } from './plc-method';
import { checkPlc } from './prepare-plc';
import type { FieldMap } from './variables';

const certificateTimeoutMs = 5000;
const endpointPattern = /^opc\.tcp:\/\/[^/\s]+/;

const text = (value: unknown) => (typeof value === 'string' ? value : '');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The string properties of an object, whatever else was sent. */
function strings(value: unknown): FieldMap {
  if (!isObject(value)) return {};
  const texts = Object.entries(value).filter((one): one is [string, string] => typeof one[1] === 'string');
  return Object.fromEntries(texts);
}

/** What the dialog of a PLC node says that decides what has to be on the server. */
function dialogTexts(body: unknown) {
  const { output, mode, validKind, objectNode, methodNode, methodFields } = strings(body);
  return { output, mode, validKind, objectNode, methodNode, methodFields };
}

/** What the editor asks the runtime: certificates, the address space, and whether a mapping fits. */
export function registerAdminRoutes(RED: NodeAPI, userDir: string): void {
  const pki = pkiAt(pkiFolderOf(userDir));
  const may = (what: 'read' | 'write') => RED.auth.needsPermission(`sroc-opcua.${what}`);

  const answer = (work: (request: Request) => Promise<unknown>) => (request: Request, response: Response) => {
    work(request).then(
      (body) => response.json(body),
      (error: unknown) => {
        const sentence = error instanceof Error ? error.message : String(error);
        response.status(error instanceof LinkError ? 503 : 400).json({ error: sentence });
      },
    );
  };

  async function certificateOf(endpointUrl: string) {
    if (!endpointPattern.test(endpointUrl))
      throw new Error('An endpoint looks like opc.tcp://host:4840/path.');
    return readServerCertificate(
      endpointUrl,
      await pki.identity(),
      certificateTimeoutMs,
      pki.certificateFile,
    );
  }

  function deployed(id: unknown): OpcUaNode {
    const node = RED.nodes.getNode(text(id)) as OpcUaNode | null;
    if (node?.type !== 'sroc-opcua')
      throw new Error('This connection is not deployed yet: deploy first, then try again.');
    return node;
  }

  /** The endpoint in a dialog; what a variable holds there, only the connection that runs knows. */
  function endpointOf(typed: unknown, id: unknown): string {
    return leftVariable(text(typed)) === undefined ? text(typed) : deployed(id).endpoint;
  }

  RED.httpAdmin.get(
    '/sroc-opcua/certificate',
    may('read'),
    answer(async ({ query }) => {
      const endpointUrl = endpointOf(query.endpoint, query.id);
      const shown = describeCertificate(await certificateOf(endpointUrl));
      return { shown, trusted: (await pki.pinned(endpointUrl)) ?? null, ownCertificate: pki.certificateFile };
    }),
  );

  RED.httpAdmin.post(
    '/sroc-opcua/certificate',
    may('write'),
    answer(async ({ body }) => {
      const { endpoint: typed, id, sha256 } = strings(body);
      const endpoint = endpointOf(typed, id);
      const certificate = await certificateOf(endpoint);
      const shown = describeCertificate(certificate);
      if (shown.sha256 !== sha256) {
        throw new Error('The server shows another certificate now than the one you looked at. Look again.');
      }
      await pki.trust(endpoint, certificate);
      return { trusted: shown };
    }),
  );

  RED.httpAdmin.get(
    '/sroc-opcua/:id/browse',
    may('read'),
    answer(async ({ params, query }) => {
      const connection = await deployed(params.id).connection;
      return connection.ask('Browse', (link) => browseChildren(link, text(query.node)));
    }),
  );

  RED.httpAdmin.post(
    '/sroc-opcua/:id/check',
    may('read'),
    answer(async ({ params, body }) => {
      const connection = await deployed(params.id).connection;
      const settings = plcSettings({
        ...dialogTexts(body),
        variables: isObject(body) ? strings(body.variables) : {},
      });
      const missing = plcProblem(settings);
      const method = settings.method && !missing ? new PlcMethod(settings.method) : undefined;
      const { problems } = await connection.ask('Read', (link) => checkPlc(link, settings, method));
      return { problems: missing ? [missing, ...problems] : problems };
    }),
  );
}
