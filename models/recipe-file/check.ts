import { Detector } from '../detectors/detector';
import { describeExtractor, type ExtractorVersion, sameExtractor } from '../inference/extractor-version';
import { judgeKept } from '../learning/judge-kept';
import type { WindowHead } from '../learning/window-head';
import { type StoredModel, toFrame } from '../recipe/stored-recipe';
import { Refused } from '../refused';
import type { StoreRecord } from '../store/record';
import type { StoredFrame } from '../store/stored-frame';
import { remarkOf } from '../words/remark';
import { isModel } from './model-record';
import type { RecipeFile } from './read';
import { RecipeShape } from './recipe-shape';
import { unusable } from './unusable';

/**
 * Checks everything in a recipe file that the station would rely on, down to the shape of every array; the model
 * must score a frame.
 * @throws Refused
 */
export async function checkRecipeFile(
  { header, records }: RecipeFile,
  extractor: ExtractorVersion,
  head: WindowHead,
): Promise<void> {
  if (!sameExtractor(header.extractor, extractor)) {
    throw new Refused('request', {
      kind: 'file-other-settings',
      recipe: header.recipe,
      trained: describeExtractor(header.extractor),
      now: describeExtractor(extractor),
    });
  }
  const shape = new RecipeShape(extractor);
  let model: StoreRecord<StoredModel> | null = null;
  let frames = 0;
  for await (const record of records) {
    if (!model) {
      if (!isModel(record, header.frames) || !shape.fitsModel(record))
        throw unusable({ kind: 'model-incomplete' });
      model = record;
    } else {
      if (!shape.fitsFrame(record)) throw unusable({ kind: 'frame-incomplete', frame: String(frames) });
      if (frames === 0) await tryModel(model, record, head);
      frames++;
      if (frames > header.frames) break;
    }
  }
  if (frames !== header.frames)
    throw unusable(
      frames > header.frames
        ? { kind: 'frames-too-many', frames: header.frames }
        : { kind: 'frames-missing', frames: header.frames, found: frames },
    );
}

/** The detector refuses arrays that do not fit each other. */
async function tryModel(
  { meta, arrays }: StoreRecord<StoredModel>,
  frame: StoreRecord<StoredFrame>,
  head: WindowHead,
): Promise<void> {
  try {
    const detector = Detector.fromStore(meta.detector, arrays);
    const [score] = await judgeKept(detector, [toFrame(frame)], head);
    if (!Number.isFinite(score)) throw new Error('it gives no score');
  } catch (error) {
    throw unusable({ kind: 'model-broken', error: remarkOf(error) });
  }
}
