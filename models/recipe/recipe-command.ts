/** `train`: a new window, while the old model inspects on; `reset`: forgets window and model. */
export type RecipeCommand = 'train' | 'reset';
