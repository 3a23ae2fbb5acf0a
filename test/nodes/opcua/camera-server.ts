import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CameraLink } from '../../../nodes/opcua/camera-link';
import type { CameraSettings } from '../../../nodes/opcua/camera-settings';
import { OpcUaConnection } from '../../../nodes/opcua/connection';
import { defer } from '../../../nodes/opcua/deferred';
import type { Shot } from '../../../nodes/opcua/shot';
import { TestServer } from '../../opcua-server';
import { Recorder } from '../recorder';
import { withoutSecurity } from './without-security';

const nothing = {
  image: '',
  trigger: '',
  triggerId: '',
  partId: '',
  recipe: '',
  width: '',
  height: '',
  object: '',
  method: '',
};

/** A server, a connection to it, and the cameras that a test opens on them. */
export class CameraServer {
  private constructor(
    readonly server: TestServer,
    private readonly connection: OpcUaConnection,
    private readonly folder: string,
  ) {}

  static async start(): Promise<CameraServer> {
    const folder = await mkdtemp(join(tmpdir(), 'sroc-opcua-camera-'));
    const server = await TestServer.start();
    const connection = new OpcUaConnection(withoutSecurity(server.url, folder));
    return new CameraServer(server, connection, folder);
  }

  /** A camera that is connected, and what it tells. */
  async open(
    settings: Partial<Omit<CameraSettings, 'nodeIds'>> & { nodeIds: Partial<CameraSettings['nodeIds']> },
  ) {
    const shots = new Recorder<Shot>();
    const troubles = new Recorder<string>();
    const notes = new Recorder<string>();
    const { promise, resolve } = defer<void>();
    const camera = new CameraLink(
      this.connection,
      {
        way: 'subscribe',
        triggerKind: 'counter',
        queueSize: 10,
        discardOldest: true,
        samplingMs: 0,
        ...settings,
        nodeIds: { ...nothing, ...settings.nodeIds },
      },
      3_000_000,
      {
        changed: (state) => state === 'connected' && resolve(),
        shot: (shot) => shots.push(shot),
        trouble: (sentence) => troubles.push(sentence),
        note: (sentence) => notes.push(sentence),
      },
    );
    await promise;
    return { camera, shots, troubles, notes };
  }

  async stop(): Promise<void> {
    await this.connection.close();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
