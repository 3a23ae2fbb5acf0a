/**
 * `train` begins a new window; nothing is judged until its model is fitted. `cancel` goes back to the model that judged
 * before. `reset` forgets windows and models.
 */
export type RecipeCommand = 'train' | 'cancel' | 'reset';
