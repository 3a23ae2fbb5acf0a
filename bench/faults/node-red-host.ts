import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { installPack } from '../../demo/install';
import { type NodeRed, startNodeRed } from '../../demo/node-red';
import { packageRoot } from '../../models/package-root';
import { freePort } from '../../test/brokers';
import { type ReadSample, readExposition } from '../../test/nodes/exposition-reader';
import type { FlowNode } from './line-flow';
import { childrenOf, processFacts } from './processes';

const HOST = '127.0.0.1';

/** One that Node-RED has no use for, and that ends nothing where nobody listens. */
const COLLECT = 'SIGWINCH';
/** A collection and the return of its memory to the system take less than this. */
const COLLECTION_MS = 1000;

/** Resident memory, MB; 0 of a process that is not there. */
export interface Memory {
  nodeRedMb: number;
  engineMb: number;
}

export type DeployType = 'full' | 'flows' | 'nodes';

/** A real Node-RED with this pack in a user directory of its own, that can be killed and started again. */
export class NodeRedHost {
  private constructor(
    readonly userDirectory: string,
    private readonly port: number,
    private running: NodeRed,
  ) {}

  static async start(flow: readonly FlowNode[]): Promise<NodeRedHost> {
    const directory = await mkdtemp(join(tmpdir(), 'sroc-faults-'));
    await installPack(packageRoot, directory, true);
    await writeFile(join(directory, 'flows.json'), JSON.stringify(flow));
    await writeFile(join(directory, 'settings.js'), settings());
    const port = await freePort();
    const host = new NodeRedHost(directory, port, launch(directory, port));
    try {
      await host.running.ready;
    } catch (error) {
      await host.stop();
      throw error;
    }
    return host;
  }

  get pid(): number {
    return this.running.pid ?? 0;
  }

  /** The inference process; undefined while there is none. */
  async enginePid(): Promise<number | undefined> {
    return (await childrenOf(this.pid)).at(0);
  }

  /** Ends Node-RED, and with it the inference process, as a power cut does. */
  async kill(): Promise<void> {
    const engine = await this.enginePid();
    if (engine) process.kill(engine, 'SIGKILL');
    await this.running.kill();
  }

  /** @returns when its editor answers */
  async restart(): Promise<void> {
    this.running = launch(this.userDirectory, this.port);
    await this.running.ready;
  }

  async deploy(flow: readonly FlowNode[], type: DeployType): Promise<void> {
    const answer = await fetch(`http://${HOST}:${this.port}/flows`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': type },
      body: JSON.stringify(flow),
    });
    if (!answer.ok) throw new Error(`Node-RED refused the flow: ${await answer.text()}`);
  }

  /** Presses the button of an inject node. */
  async inject(id: string): Promise<void> {
    const answer = await fetch(`http://${HOST}:${this.port}/inject/${id}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`Node-RED did not inject: ${await answer.text()}`);
  }

  async metrics(): Promise<ReadSample[]> {
    const answer = await fetch(`http://${HOST}:${this.port}/sroc-inspection/metrics`);
    return readExposition(await answer.text());
  }

  /** Milliseconds that Node-RED takes to answer a request for next to nothing. */
  async ping(): Promise<number> {
    const started = performance.now();
    await (await fetch(`http://${HOST}:${this.port}/settings`)).arrayBuffer();
    return performance.now() - started;
  }

  async memory(): Promise<Memory> {
    const pids = [this.pid, (await this.enginePid()) ?? 0];
    const [nodeRedMb, engineMb] = (await Promise.all(pids.map(processFacts))).map(
      (facts) => facts?.rssMb ?? 0,
    );
    return { nodeRedMb, engineMb };
  }

  /** Has Node-RED give back what it does not hold any more: V8 leaves it lying for as long as there is memory. */
  async collectGarbage(): Promise<void> {
    process.kill(this.pid, COLLECT);
    await wait(COLLECTION_MS);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    // The inference process ends by itself a moment after Node-RED, and writes until then.
    await rm(this.userDirectory, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

function launch(userDirectory: string, port: number): NodeRed {
  const started = startNodeRed({
    root: packageRoot,
    userDirectory,
    host: HOST,
    port,
    settings: join(userDirectory, 'settings.js'),
  });
  // One that is killed before it answers is no error; whoever waits for it hears of it all the same.
  started.ready.catch(() => undefined);
  return started;
}

/**
 * The demo's settings, and a broker that is asked again soon: a plant's pauses would make 500 cuts take a day. A signal
 * collects garbage.
 */
function settings(): string {
  const demo = JSON.stringify(join(packageRoot, 'demo', 'node-red-settings.js'));
  return `require('node:v8').setFlagsFromString('--expose-gc');
  const collect = require('node:vm').runInNewContext('gc');
  process.on('${COLLECT}', () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' }));
  module.exports = { ...require(${demo}), srocMqttReconnectFirst: 50, srocMqttReconnectLongest: 200,
  logging: { console: { level: 'fatal' } } };\n`;
}
