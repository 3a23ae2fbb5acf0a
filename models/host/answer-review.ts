import type { Engine } from '../engine';
import type { ReviewArgs, ReviewCallName, ReviewResult } from '../review/calls';
import type { RecipeReview } from '../review/recipe-review';

type Answers = {
  [K in ReviewCallName]: (
    review: RecipeReview,
    args: ReviewArgs<K>,
  ) => ReviewResult<K> | Promise<ReviewResult<K>>;
};

const answers: Answers = {
  window: (review) => review.window(),
  windowPicture: (review, args) => review.windowPicture(args),
  choose: (review, args) => review.choose(args),
  undo: (review) => review.undo(),
  scores: (review) => review.scores(),
  previewThreshold: (review, args) => review.previewThreshold(args),
  setThreshold: (review, args) => review.setThreshold(args),
  recent: (review) => review.recent(),
  rejects: (review, { filter }) => review.rejects(filter),
  reject: (review, { reject }) => review.reject(reject),
  rejectPicture: (review, args) => review.rejectPicture(args),
  feedback: (review, args) => review.feedback(args),
  learn: (review, args) => review.learn(args),
  miss: (review, args) => review.miss(args),
  recentPicture: (review, args) => review.recentPicture(args),
};

/** Answers a call of the reviewer about one recipe. */
export async function answerReview<K extends ReviewCallName>(
  engine: Engine,
  call: K,
  args: ReviewArgs<K>,
): Promise<ReviewResult<K>> {
  return answers[call](await engine.review(args.station, args.recipe), args);
}
