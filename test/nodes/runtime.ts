import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalSettings } from '@node-red/runtime';
import RED, { type Node } from 'node-red';
import { Recorder } from './recorder';

/** A node as in an exported flow; `credentials` may be given inline. */
export type FlowNode = { id: string; type: string } & Record<string, unknown>;

export type Message = Record<string, unknown>;

export interface Status {
  fill?: string;
  shape?: string;
  text?: string;
}

export interface LogEntry {
  level: number;
  id?: string;
  type?: string;
  msg: string;
}

/**
 * A real Node-RED with this pack's built nodes (dist/, so build first) and an empty user directory, in this process.
 * Node-RED can be started once a process: one runtime a test file.
 */
export interface TestRuntime {
  userDirectory: string;
  /** Where the admin API answers. */
  url: string;
  /** Replaces the flows and resolves when they run; as in the editor, `nodes` restarts only what changed. */
  deploy(flow: FlowNode[], type?: 'full' | 'flows' | 'nodes'): Promise<void>;
  /** Hands a message to a node, as a wire would. */
  inject(id: string, message: Message): void;
  /** What arrived at the node `{ id, type: 'test-sink' }`. Wire outputs and catch nodes to sinks. */
  messages(id: string): Recorder<Message>;
  /** What the node showed as its status. */
  statuses(id: string): Recorder<Status>;
  /** Lines of the runtime's log, from level info on (40 info, 30 warn, 20 error). */
  log: Recorder<LogEntry>;
  /** Ends every connection of a browser, as when a cable is pulled. */
  dropConnections(): void;
  stop(): Promise<void>;
}

/** A flow's tab, a catch node on it for everything, and its sink `errors`. */
export const tabWithCatch: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'test-sink', z: 'tab' },
];

const sinkNode = `module.exports = (RED) => {
  RED.settings.testNodes((id) => RED.nodes.getNode(id));
  RED.nodes.registerType('test-sink', function Sink(config) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, send, done) => { RED.settings.testSink(this.id, msg); done(); });
  });
};`;
const sinkHtml = `<script type="text/javascript">RED.nodes.registerType('test-sink', { defaults: {} });</script>`;

/**
 * @param settings further Node-RED settings, such as those of the nodes under test
 * @param headers sent when flows are deployed, such as a login
 */
export async function startRuntime(
  settings: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<TestRuntime> {
  const userDirectory = await mkdtemp(join(tmpdir(), 'node-red-'));
  await mkdir(join(userDirectory, 'nodes'));
  await writeFile(join(userDirectory, 'nodes', 'test-sink.js'), sinkNode);
  await writeFile(join(userDirectory, 'nodes', 'test-sink.html'), sinkHtml);
  const server = createServer((request, response) => RED.httpAdmin(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const messages = new Map<string, Recorder<Message>>();
  const statuses = new Map<string, Recorder<Status>>();
  const log = new Recorder<LogEntry>();
  RED.events.on('node-status', ({ id, status }: { id: string; status: Status }) =>
    recorder(statuses, id).push(status),
  );
  let nodeOf: (id: string) => Node | null = () => null;
  const all: Omit<LocalSettings, 'logging'> & Record<string, unknown> = {
    uiHost: '127.0.0.1',
    uiPort: 0,
    userDir: userDirectory,
    nodesDir: join(__dirname, '..', '..'),
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    ...settings,
    testNodes: (find: typeof nodeOf) => {
      nodeOf = find;
    },
    testSink: (id: string, message: Message) => recorder(messages, id).push(message),
    logging: { test: { level: 'info', metrics: false, audit: false, handler: () => toLog(log) } },
  };
  RED.init(server, all);
  await started(() => RED.start());

  const url = `http://127.0.0.1:${portOf(server)}`;
  return {
    userDirectory,
    url,
    deploy: (flow, type = 'full') => started(() => deploy(url, flow, type, headers)),
    inject(id, message) {
      const node = nodeOf(id);
      if (!node) throw new Error(`The flow has no node ${id}.`);
      node.receive(message);
    },
    messages: (id) => recorder(messages, id),
    statuses: (id) => recorder(statuses, id),
    log,
    dropConnections: () => server.closeAllConnections(),
    async stop() {
      await RED.stop();
      server.closeAllConnections();
      server.close();
      await rm(userDirectory, { recursive: true, force: true });
    },
  };
}

/** A node that lies nowhere would be taken for a config node, so those on a tab are given a place. */
async function deploy(
  url: string,
  flow: FlowNode[],
  type: string,
  headers: Record<string, string>,
): Promise<void> {
  const answer = await fetch(`${url}/flows`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': type, ...headers },
    body: JSON.stringify(flow.map((node) => (node.z ? { x: 0, y: 0, ...node } : node))),
  });
  if (!answer.ok) throw new Error(`Node-RED refused the flow: ${await answer.text()}`);
}

/** Flows start after the call that starts them has been answered. */
async function started(act: () => Promise<unknown>): Promise<void> {
  const running = once(RED.events, 'flows:started');
  await act();
  await running;
}

function recorder<T>(recorders: Map<string, Recorder<T>>, id: string): Recorder<T> {
  const known = recorders.get(id) ?? new Recorder<T>();
  recorders.set(id, known);
  return known;
}

function toLog(log: Recorder<LogEntry>) {
  return (entry: { level: number; id?: string; type?: string; msg: unknown }) =>
    log.push({ ...entry, msg: entry.msg instanceof Error ? entry.msg.message : String(entry.msg) });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return address.port;
}
