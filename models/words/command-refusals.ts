/** Why a command to a recipe is refused, by kind; `{name}` is a value. A flow may give one, so it is said under the node too. */
export const commandRefusals = {
  'nothing-to-go-back': 'recipe "{recipe}" has no detector to go back to',
  'model-lost': 'the stored model of recipe "{recipe}" cannot be read: {error}',
  'other-window': 'the detector of recipe "{recipe}" is of another window',
  'went-on': 'recipe "{recipe}" went on meanwhile: nothing was changed',
  refitting: 'recipe "{recipe}" is being refitted; wait until it is done',
  'too-many-recipes':
    'recipe "{recipe}" would be more than the {most} a station may have: does msg.recipe hold something that changes with every part?',
} as const;
