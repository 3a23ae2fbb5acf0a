import { setTimeout as wait } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import type { FrameSource } from './frames';

/** Topics of a demo line. */
export const topicsOf = (line: string) => ({
  camera: `demo/${line}/camera`,
  truth: `demo/${line}/truth`,
  verdict: `demo/${line}/verdict`,
  status: `demo/${line}/status`,
});

/** Topics of the first line. */
export const topics = topicsOf('line1');

/** What the camera sends on `topics.camera`. */
export interface CameraMessage {
  triggerId: number;
  partId: string;
  capturedAt: string;
  /** Base64 of the encoded picture. */
  image: string;
}

/** What the line really saw, on `topics.truth`. */
export interface Truth {
  triggerId: number;
  partId: string;
  defective: boolean;
}

/** A camera that triggers itself. */
export class DemoCamera {
  readonly #client: MqttClient;
  readonly #source: FrameSource;
  readonly #topics: ReturnType<typeof topicsOf>;
  #index = 0;
  #trigger = 0;
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(client: MqttClient, source: FrameSource, line = 'line1') {
    this.#client = client;
    this.#source = source;
    this.#topics = topicsOf(line);
  }

  /**
   * The station already has this many frames of its window (all of them when it is trained): go on behind them, so that
   * a window is not polluted twice.
   */
  skipTo(collected: number): void {
    this.#index = Math.max(this.#index, Math.min(collected, this.#source.window));
  }

  /** Sends the next frame: the truth first, so that it is there when the verdict comes. */
  async trigger(): Promise<Truth> {
    const { partId, defective, image } = await this.#source.frame(this.#index++);
    this.#trigger = (this.#trigger + 1) % 65_536;
    const truth: Truth = { triggerId: this.#trigger, partId, defective };
    await this.#client.publishAsync(this.#topics.truth, JSON.stringify(truth), { qos: 1 });
    await this.send(truth, image);
    return truth;
  }

  /** Hands a picture (encoded) to the station. */
  protected async send({ triggerId, partId }: Truth, image: Buffer): Promise<void> {
    const message: CameraMessage = {
      triggerId,
      partId,
      capturedAt: new Date().toISOString(),
      image: image.toString('base64'),
    };
    await this.#client.publishAsync(this.#topics.camera, JSON.stringify(message), { qos: 1 });
  }

  /** Triggers `rate` times a second; resolves when stopped, rejects when a frame cannot be had or sent. */
  run(rate: number): Promise<void> {
    this.#running = this.#keepTriggering(1000 / rate);
    return this.#running;
  }

  /** Stops after the frame that is on its way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running.catch(() => undefined);
  }

  async #keepTriggering(period: number): Promise<void> {
    const { signal } = this.#stopped;
    for (let due = performance.now(); !signal.aborted; ) {
      await this.trigger();
      // A slow machine lowers the rate; it does not owe frames.
      due = Math.max(due + period, performance.now());
      await wait(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
    }
  }
}
