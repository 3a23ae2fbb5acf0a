/** Why something that a person asked of a recipe is not done, by kind; `{name}` is a value. */
export const refusals = {
  'no-recipe': 'there is no recipe "{recipe}"',
  'new-window': 'recipe "{recipe}" began a new window meanwhile: nothing was changed',
  'copy-changed': 'recipe "{recipe}" was changed meanwhile: nothing was copied',
  'bad-name': 'a recipe needs a name of 1 to 200 characters',
  'name-taken': 'there is a recipe "{recipe}" already: choose another name',
  'name-in-store': 'files of a recipe "{recipe}" are in the store already: choose another name',
  'shelf-full': 'the station has {most} recipes, as many as it may: delete one first',

  'nothing-to-undo': 'recipe "{recipe}" has no refit that could be taken back',
  'undo-unreadable': 'the model before the last refit cannot be read: {error}',
  'window-unreadable':
    'the stored window of recipe "{recipe}" is damaged: only {readable} of its {frames} frames can be read. Its model goes on judging; send "train" to collect a new window',
  'window-full': 'the window has {frames} frames and cannot grow beyond {most}',
  'too-few-kept': 'fewer than {least} frames would be kept, too few to fit a detector on',
  'no-frame': 'the window has no frame {frame}',
  'frame-lost': 'frame {frame} is missing in the stored window',
  'frame-without-picture': 'no picture was stored with frame {frame} of the window',

  'reject-gone': 'this reject is not kept any more: newer ones have taken its place',
  'rejects-gone': 'none of these rejects is kept any more',
  'reject-without-picture': 'no picture was stored with this reject',
  'no-feedback': 'nobody has said yet whether reject {reject} was good or a miss',
  'reject-other-settings':
    'reject {reject} was made with {made}, the station now uses {now}: it cannot enter this window',
  'reject-older':
    'reject {reject} was made by an older version of the pack, the station now uses {now}: it cannot enter this window',
  'recent-gone': 'this frame is not among the last ones any more',
  'no-miss': 'this frame was rejected, so it is no miss',

  'not-stored-yet': 'the model of recipe "{recipe}" is not stored yet',
  'file-other-settings':
    'recipe "{recipe}" was trained with {trained}, this station uses {now}: set the station to the same before the import',
  'file-too-large': 'the recipe file is larger than 1 GB',
  'file-would-be-too-large':
    'the file of recipe "{recipe}" would be larger than 1 GB, which no station takes: train it with fewer frames or a smaller input size',
  'file-empty': 'the recipe file is empty',
  'file-foreign': 'this is no recipe file of the inspection pack',
  'file-version':
    'this recipe file has version {version}, this pack reads version {reads}: update the older pack',
  'file-without-contents': 'the recipe file does not say what is in it',
  'file-damaged': 'the recipe file is damaged: {error}',
  'file-unusable': 'the recipe file cannot be used: {why}',
  'model-incomplete': 'its model is not complete',
  'model-broken': 'its model does not work: {error}',
  'frame-incomplete': 'frame {frame} of its window is not complete',
  'frames-missing': 'it should hold {frames} frames, but holds {found}',
  'frames-too-many': 'it should hold {frames} frames, but holds more',
  'network-unknown': 'there is no network {network}',
} as const;
