import type { RefitOutcome } from '../../../api';
import { useTools } from '../../app-context';
import { filledRange, highest } from '../../chart/bins';
import { HistogramPicture } from '../../chart/histogram-picture';
import { Button } from '../../parts/button';
import { flipSentence } from '../../words/sentences';

/** Before and after a refit: window, threshold, histograms, and what it means for the last frames. */
export function RefitResult({ outcome, onClose }: { outcome: RefitOutcome; onClose: () => void }) {
  const { say, numbers } = useTools();
  const { before, after, recent } = outcome;
  const histograms = [before.histogram, after.histogram];
  const range = filledRange(histograms);
  const top = highest(histograms);
  const sides = [
    { name: say('refit.before'), side: before },
    { name: say('refit.after'), side: after },
  ];
  return (
    <section class="card refit" aria-label={say('refit.title')}>
      <div class="card-head">
        <h2>{say('refit.title')}</h2>
        <Button icon="close" label={say('action.close')} onClick={onClose} />
      </div>
      <p class="refit-flips">{flipSentence(recent, say)}</p>
      <div class="refit-sides">
        {sides.map(({ name, side }) => (
          <div key={name} class="refit-side">
            <h3>{name}</h3>
            <p>
              {say('refit.removed', { removed: side.removed, frames: side.frames })}
              {' · '}
              {say('refit.threshold', { threshold: numbers.plain(side.threshold, 3) })}
            </p>
            <HistogramPicture histogram={side.histogram} range={range} top={top} />
          </div>
        ))}
      </div>
    </section>
  );
}
