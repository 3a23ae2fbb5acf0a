import { Worker } from 'node:worker_threads';
import type { BackboneName } from '../backbones';
import { CallsUnderWay } from '../concurrency/calls-under-way';
import type { Detector } from '../detectors/detector';
import type { DecodedFrame } from '../frame/decode';
import type { FrameFeatures } from '../frame/frame-features';
import { LastUsed } from '../last-used';
import type { ThreadCall, ThreadCalls, ThreadReply } from './messages';

/** Detectors whose models a thread holds; ResNet50's have 2 MB each. Those of others come with their frame. */
const MOST_DETECTORS = 16;

/** One inference thread as the rest of the process sees it. */
export class InferenceThread {
  private readonly worker = new Worker(require.resolve('./thread'));
  private readonly calls = new CallsUnderWay();
  private readonly held = new LastUsed<string>(MOST_DETECTORS);

  constructor() {
    this.worker.on('message', (reply: ThreadReply) => this.receive(reply));
    // A thread that is at rest must not keep the process from ending.
    this.worker.unref();
    // One that fails outside a call takes the process down, which is started again from the store.
    this.worker.on('error', (error) => {
      throw error;
    });
  }

  /**
   * @param sharers threads that infer at once, this one included
   * @param alone whether this thread also gets the frames that are alone
   */
  load(backbone: BackboneName, sharers: number, alone: boolean): Promise<{ graphVersion: number }> {
    return this.call('load', { backbone, sharers, alone });
  }

  async run(
    backbone: BackboneName,
    frame: DecodedFrame,
    alone: boolean,
    by: Detector | null,
  ): Promise<FrameFeatures> {
    const common = { backbone, frame, alone };
    if (!by) return this.call('run', { ...common, detector: null, models: null, forget: null });
    const { known, drivenOut } = this.held.use(by.id);
    const models = known ? null : { patch: by.parts.patch, pooled: by.parts.pooled };
    try {
      return await this.call('run', { ...common, detector: by.id, models, forget: drivenOut });
    } catch (error) {
      // Whether the thread took the models is not known: they go with the next frame again.
      this.held.forget(by.id);
      throw error;
    }
  }

  private call<K extends ThreadCall>(
    call: K,
    args: ThreadCalls[K]['args'],
  ): Promise<ThreadCalls[K]['result']> {
    return this.calls.begin((id) => {
      this.worker.ref();
      this.worker.postMessage({ id, call, args });
    });
  }

  private receive(reply: ThreadReply): void {
    if ('failure' in reply) this.calls.fail(reply.id, new Error(reply.failure));
    else this.calls.answer(reply.id, reply.result);
    if (this.calls.count === 0) this.worker.unref();
  }
}
