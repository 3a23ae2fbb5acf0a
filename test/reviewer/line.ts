import sharp from 'sharp';
import { partDrawer } from '../../demo/part/draw';
import { flowOf, station, statusOf, verdicts } from '../nodes/inspect-line';
import { type Message, startRuntime, type TestRuntime } from '../nodes/runtime';

/** Who may do what; the token of each is the name, and the password is `secret`. */
const PERMISSIONS: Record<string, string> = { engineer: '*', guest: 'read', nobody: 'flows.read' };
export const PASSWORD = 'secret';

/** Node-RED's own tokens hold the process until they are too old, so those of a login in a test are old soon. */
const LOGIN_SECONDS = 20;

export const STATION = 'line1';
export const RECIPE = 'flange';
export const WINDOW = 40;

const drawer = partDrawer(1);

/** What the camera sends instead of a part: nobody can judge it. */
export type Unseen = 'black' | 'broken';
export type Kind = 'good' | 'defect' | 'variant' | Unseen;

/** Every tenth frame of the window is defective, and these show a good part under another light. */
const VARIANT = [5, 15, 25, 35];
export const kindOf = (index: number): Kind => {
  if (VARIANT.includes(index)) return 'variant';
  return index % 10 === 3 ? 'defect' : 'good';
};

async function picture(index: number, kind: Kind): Promise<Buffer> {
  if (kind === 'broken') return Buffer.from('no picture at all');
  const drawn = await drawer.draw(index, kind === 'defect');
  if (kind === 'black') return sharp(drawn).linear(0, 0).jpeg().toBuffer();
  return kind === 'variant'
    ? sharp(drawn).modulate({ brightness: 1.6 }).tint('#ffd9a0').jpeg().toBuffer()
    : drawn;
}

const ownStation = station(STATION, { recipe: RECIPE, windowSize: WINDOW, x: 300, y: 120 });

const partId = (index: number) => `F${String(index + 1).padStart(6, '0')}`;

/** One station that has learned the demo's part on a Node-RED that asks people who they are. */
export class ReviewedLine {
  private sent = 0;

  private constructor(readonly runtime: TestRuntime) {}

  static async start(settings: Record<string, unknown> = {}): Promise<ReviewedLine> {
    const find = async (name: string) =>
      Object.hasOwn(PERMISSIONS, name) ? { username: name, permissions: PERMISSIONS[name] } : null;
    const adminAuth = {
      type: 'credentials',
      users: find,
      authenticate: async (name: string, password: string) => (password === PASSWORD ? find(name) : null),
      tokens: find,
      sessionExpiryTime: LOGIN_SECONDS,
    };
    const editorTheme = { tours: false, palette: { catalogues: [] } };
    const runtime = await startRuntime(
      { adminAuth, editorTheme, ...settings },
      { Authorization: 'Bearer engineer' },
    );
    const line = new ReviewedLine(runtime);
    await runtime.deploy(flowOf(ownStation));
    return line;
  }

  /** Fills the window and waits until the line inspects. */
  async learn(): Promise<void> {
    for (let index = 0; index < WINDOW; index++) await this.send(kindOf(index));
    await statusOf(this.runtime, STATION, ({ state }) => state === 'inspecting');
  }

  /** Sends the next part and waits for its verdict. */
  async send(kind: Kind): Promise<void> {
    this.runtime.inject(STATION, await this.message(kind));
    this.sent++;
    await verdicts(this.runtime, STATION, this.sent);
  }

  /** A command, as a message of the flow. */
  command(topic: 'pause' | 'resume'): void {
    this.runtime.inject(STATION, { topic });
  }

  /** Puts another station of this name on the flow. */
  addStation(name: string): Promise<void> {
    return this.runtime.deploy(
      flowOf(ownStation, station(name, { recipe: RECIPE, windowSize: WINDOW })),
      'nodes',
    );
  }

  /** Part id of the last part that was sent. */
  get lastPart(): string {
    return partId(this.sent - 1);
  }

  /** As when a cable is pulled. */
  dropConnections(): void {
    this.runtime.dropConnections();
  }

  stop(): Promise<void> {
    return this.runtime.stop();
  }

  private async message(kind: Kind): Promise<Message> {
    return {
      payload: await picture(this.sent, kind),
      recipe: RECIPE,
      frame: {
        triggerId: this.sent,
        partId: partId(this.sent),
        recipe: RECIPE,
        source: 'camera',
        capturedAt: new Date().toISOString(),
        receivedAt: Date.now(),
      },
    };
  }
}
