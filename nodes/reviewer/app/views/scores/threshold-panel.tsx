import { useEffect, useState } from 'preact/hooks';
import type { ScoresView, ThresholdPreview, ThresholdRequest } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Fact, Facts } from '../../parts/facts';
import { TextField } from '../../parts/text-field';
import type { Place } from '../../server/api';
import { flipSentence } from '../../words/sentences';
import type { Proposal } from './proposal';

interface ThresholdPanelProps {
  place: Place;
  view: ScoresView;
  proposal: Proposal | null;
  /** What the proposed threshold changes, or the one of now. */
  flips: ThresholdPreview['recent'];
  busy: boolean;
  onPropose: (proposal: Proposal | null) => void;
  onApply: (request: ThresholdRequest) => void;
}

/** A person types a number digit by digit. */
const TYPING_MS = 300;

/** Where the threshold is, who put it there, and putting it elsewhere. */
export function ThresholdPanel({
  place,
  view,
  proposal,
  flips,
  busy,
  onPropose,
  onApply,
}: ThresholdPanelProps) {
  const { api, say, numbers, mayWrite, announce } = useTools();
  const [target, setTarget] = useState('');
  const [note, setNote] = useState('');
  const share = Number(target.replace(',', '.')) / 100;
  const asked = target.trim() !== '' && share > 0 && share < 1;

  useEffect(() => {
    if (!asked) return;
    let wanted = true;
    const timer = setTimeout(() => {
      api.post<ThresholdPreview>('threshold/preview', { ...place }, { falseRejectTarget: share }).then(
        (preview) =>
          wanted && onPropose({ kind: 'target', threshold: preview.threshold, target: share, preview }),
        (error: Error) => wanted && announce(error.message, 'bad'),
      );
    }, TYPING_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [target]);

  // Whoever moves the line has given up the target.
  useEffect(() => {
    if (proposal?.kind === 'line') setTarget('');
  }, [proposal]);

  const apply = () => {
    if (!proposal) return;
    const choice =
      proposal.kind === 'target' ? { falseRejectTarget: proposal.target } : { threshold: proposal.threshold };
    onApply({ ...choice, note: note.trim() });
  };
  const score = (proposal?.threshold ?? view.threshold) / view.threshold;
  const promised = proposal?.kind === 'target' ? proposal.preview.promisedFalseReject : null;

  return (
    <form
      class="card threshold-panel"
      aria-label={say('scores.threshold')}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <h2>{say('scores.threshold')}</h2>
      <p class="small">
        {view.adjustment
          ? say('scores.adjusted', {
              by: view.adjustment.by,
              at: numbers.dateTime(view.adjustment.at),
              note: view.adjustment.note || '–',
            })
          : say('scores.automatic', { target: numbers.share(view.falseRejectTarget, 2) })}
      </p>
      <div class={`flips ${proposal ? 'is-changed' : ''}`} aria-live="polite">
        <b class="flips-number">{numbers.score(score)}</b>
        <span>
          {proposal
            ? flipSentence(proposal.kind === 'target' ? proposal.preview.recent : flips, say)
            : say('scores.drag')}
        </span>
        {promised !== null && (
          <span class="small">{say('scores.promised', { share: numbers.share(promised, 2) })}</span>
        )}
      </div>
      <div class="threshold-fields">
        <TextField
          label={say('scores.target')}
          unit="%"
          type="number"
          hint={numbers.plain(100 * view.falseRejectTarget, 2)}
          value={target}
          disabled={!mayWrite}
          onInput={setTarget}
        />
        <TextField
          label={say('note')}
          value={note}
          disabled={!mayWrite}
          hint={say('scores.noteHint')}
          onInput={setNote}
        />
      </div>
      <div class="buttons">
        <Button tone="main" type="submit" icon="good" disabled={!mayWrite || busy || !proposal}>
          {say('scores.apply')}
        </Button>
        <Button
          disabled={!proposal}
          onClick={() => {
            setTarget('');
            onPropose(null);
          }}
        >
          {say('scores.discard')}
        </Button>
        {view.adjustment && (
          <Button
            icon="automatic"
            disabled={!mayWrite || busy}
            onClick={() => onApply({ automatic: true, note: note.trim() })}
          >
            {say('scores.toAutomatic')}
          </Button>
        )}
      </div>
      <Facts>
        <Fact name={say('scores.distance')}>{numbers.plain(view.threshold, 3)}</Fact>
        <Fact name={say('scores.automaticDistance')}>{numbers.plain(view.automaticThreshold, 3)}</Fact>
      </Facts>
    </form>
  );
}
