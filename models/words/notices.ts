/** What the engine says of a picture, of a recipe or of itself, by kind; `{name}` is a value. */
export const notices = {
  black: 'the picture is black: check the light, the exposure and the lens cap',
  overexposed: 'the picture is overexposed: check the light and the exposure',
  covered: 'the picture shows hardly anything: is the lens covered, or is there no part?',
  resolution:
    'the picture has {size} pixels, those of the window {windowSize}: set the camera back, or send "train" to collect a new window',
  frozen:
    'the very same picture came more than {times} times in a row: does the line stand still, or has the camera frozen?',
  standing:
    'the same picture but for noise came more than {times} times in a row: does the line stand still?',
  'kept-out': 'kept out of the window: {doubt}',

  'not-stored':
    'recipe "{recipe}" cannot be stored: {error}. The line goes on, but a restart would lose what is not on disk: check the disk',
  'rejects-not-kept': 'rejects of recipe "{recipe}" are not kept: {error}. Verdicts go on',
  'rejects-too-fast': 'they come faster than they can be written',

  'other-settings':
    'recipe "{recipe}" was trained with {trained}, the station now uses {now}: set the station back, or send "train" to collect a new window. The stored window and model are kept',
  extractor: '{backbone} version {version} at {pixels} pixels on the region {region}',
  'recipe-unreadable':
    'what is stored of recipe "{recipe}" cannot be read: {error}. Its files are kept; put them in order and deploy again, or send "train" to collect a new window',
  'window-damaged':
    'part of the window of recipe "{recipe}" was damaged on disk: {frames} frames were saved, the damaged file is kept beside them',
  'model-replaced':
    'the stored model of recipe "{recipe}" cannot be read: {error}. It is kept beside the model that was in use before it, which judges now',
  'model-refitted':
    'the stored model of recipe "{recipe}" cannot be read: {error}. It is kept beside the window, from which a new one is fitted',
  'fit-failed':
    'no detector could be fitted for recipe "{recipe}": {error}. The window is kept; send "train" to collect a new one',
  'few-pictures':
    'the {kept} frames that would be kept show only {distinct} different pictures, at least {least} are needed: let different parts pass the camera',
  'no-threshold': 'its frames are too much alike, or do not fit each other: they give no threshold',
  'no-detector': 'recipe "{recipe}" has no detector yet: its window is not full and refined',

  'engine-stopped': 'the inference process stopped ({how})',
  'engine-failed': 'the inference process stopped ({how}): {error}',
  'engine-starting': 'the inference process is not running; it is being restarted',
  'engine-gone': 'the inference process is gone: {error}',
  'engine-unloadable':
    'the inference engine cannot be loaded on this machine: {error}. Reinstall the pack on this machine and check that its processor and system are supported (x64 or arm64, glibc 2.28 or newer)',
  'station-not-open': 'station "{station}" is not open',

  'pointer-damaged': '{file} is damaged or from another version of the pack',
  'record-cut-off': 'the record is cut off',
  'record-foreign': 'this is no record of the inspection pack',
  'record-followed': 'more bytes follow the record',
  'record-altered': 'the checksum of the record is wrong',
  'record-unclear': 'the record does not say what is in it',
  'record-too-large': 'a record is too large',

  /** Nobody's words but the system's. */
  other: '{text}',
} as const;
