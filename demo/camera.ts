import { setTimeout as wait } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import type { FrameSource } from './frames';

/** Topics of the demo line. */
export const topics = {
  camera: 'demo/line1/camera',
  truth: 'demo/line1/truth',
  verdict: 'demo/line1/verdict',
  status: 'demo/line1/status',
};

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
  #index = 0;
  #trigger = 0;
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(client: MqttClient, source: FrameSource) {
    this.#client = client;
    this.#source = source;
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
    const message: CameraMessage = {
      triggerId: truth.triggerId,
      partId,
      capturedAt: new Date().toISOString(),
      image: image.toString('base64'),
    };
    await this.#client.publishAsync(topics.truth, JSON.stringify(truth), { qos: 1 });
    await this.#client.publishAsync(topics.camera, JSON.stringify(message), { qos: 1 });
    return truth;
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
