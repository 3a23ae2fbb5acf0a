import type { Engine } from '../engine';
import { Refused } from '../refused';
import { sentence } from '../sentence';
import { RemarkError, remarkOf } from '../words/remark';
import { answerFiles } from './answer-files';
import { answerReview } from './answer-review';
import type { CallName, Calls, Reply, Request } from './protocol';

/** The inference process: answers the calls of `InferenceHost` until the channel closes. */

const engine = startEngine();

process.on('message', (request: Request) => {
  answer(request).then(
    (result) => reply({ type: 'result', id: request.id, result }),
    (error: Error) => {
      const refusal = error instanceof Refused ? error.kind : undefined;
      reply({ type: 'failure', id: request.id, remark: remarkOf(error), refusal });
    },
  );
});

// Node-RED is gone or closes: finish what is being written, then end.
process.once('disconnect', () => {
  engine.then((started) => started.closeAll()).finally(() => process.exit(0));
});

// A signal for the whole process group (Ctrl-C, a service manager's stop) is Node-RED's to act on: this process
// answers its frames until Node-RED closes the channel.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

// An engine that cannot start says so in the answer to every call.
engine.catch(() => undefined);

/** Native modules are loaded here, so that a machine they do not fit gets a sentence instead of a dead process. */
async function startEngine(): Promise<Engine> {
  try {
    const [{ Engine: EngineClass }, { allowCameraFormatsOnly }] = await Promise.all([
      import('../engine'),
      import('../frame/image-formats'),
    ]);
    allowCameraFormatsOnly();
    const started = new EngineClass();
    started.on('status', (status) => reply({ type: 'status', status }));
    started.on('review', (news) => reply({ type: 'review', news }));
    return started;
  } catch (error) {
    const [text] = sentence(error).split('\n');
    throw new RemarkError({ kind: 'engine-unloadable', error: { kind: 'other', text } });
  }
}

async function answer(request: Request): Promise<Calls[CallName]['result']> {
  const started = await engine;
  switch (request.call) {
    case 'open':
      return started.open(request.args);
    case 'close':
      await started.close(request.args.station);
      return null;
    case 'inspect': {
      const { station, identity, image, withPicture, resultId } = request.args;
      return started.inspect(station, identity, image, withPicture, resultId);
    }
    case 'command':
      return started.command(request.args.station, request.args.recipe, request.args.command);
    case 'renameRecipe':
    case 'duplicateRecipe':
    case 'removeRecipe':
    case 'exportRecipe':
    case 'importRecipe':
      return answerFiles(started, request.call, request.args);
    default:
      return answerReview(started, request.call, request.args);
  }
}

function reply(message: Reply): void {
  if (process.connected) process.send?.(message);
}
