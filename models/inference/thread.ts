import { parentPort } from 'node:worker_threads';
import type { BackboneName } from '../backbones';
import { Extractor, type FittedInputs, fittedInputs } from './extractor';
import type { ThreadCall, ThreadCalls, ThreadReply, ThreadRequest } from './messages';

/** One inference thread: holds backbones and the models of detectors, and runs one frame after the other. */

/** For frames among others, and, where the backbone gains by it, for frames that are alone. */
interface Extractors {
  shared: Extractor;
  alone: Extractor;
}

const loaded = new Map<BackboneName, Extractors>();
const detectors = new Map<string, FittedInputs>();

parentPort?.on('message', (request: ThreadRequest) => {
  const { id } = request;
  answer(request).then(
    (result) => reply({ id, result }),
    (error: Error) => reply({ id, failure: error.message }),
  );
});

function answer(request: ThreadRequest): Promise<ThreadCalls[ThreadCall]['result']> {
  return request.call === 'load' ? load(request.args) : run(request.args);
}

async function load({ backbone, sharers, alone }: ThreadCalls['load']['args']) {
  const shared = await Extractor.load(backbone, sharers);
  loaded.set(backbone, { shared, alone: alone ? await Extractor.load(backbone) : shared });
  return { graphVersion: shared.graphVersion };
}

async function run({ backbone, frame, alone, detector, models, forget }: ThreadCalls['run']['args']) {
  const extractors = loaded.get(backbone);
  if (!extractors) throw new Error(`the inference thread has not loaded ${backbone}`);
  if (forget !== null) detectors.delete(forget);
  if (detector !== null && models) detectors.set(detector, fittedInputs(models.patch, models.pooled));
  const extractor = alone ? extractors.alone : extractors.shared;
  return extractor.run(frame, detector === null ? extractor.unfitted : modelsOf(detector));
}

/** The models of another detector, or of none, would let every part pass. */
function modelsOf(detector: string): FittedInputs {
  const models = detectors.get(detector);
  if (!models) throw new Error(`the inference thread has no models of detector ${detector}`);
  return models;
}

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message, 'result' in message ? buffersOf(message.result) : []);
}

/** What need not be copied from thread to thread. */
function buffersOf(result: ThreadCalls[ThreadCall]['result']): ArrayBuffer[] {
  if (!('patches' in result)) return [];
  const arrays = [result.patches.codes, result.pooled, result.map];
  return arrays.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}
