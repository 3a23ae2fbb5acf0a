import { useTools } from '../app-context';

/** Twice the threshold fills the bar. */
const FULL = 2;

/** A score against its threshold, which lies in the middle. */
export function ScoreBar({ score }: { score: number }) {
  const { say, numbers } = useTools();
  const bad = score > 1;
  return (
    <div
      class={`score-bar ${bad ? 'is-bad' : 'is-good'}`}
      role="img"
      aria-label={say('score.bar', { score: numbers.score(score) })}
    >
      <div class="score-bar-fill" style={{ inlineSize: `${(100 * Math.min(score, FULL)) / FULL}%` }} />
      <div class="score-bar-threshold" />
    </div>
  );
}
