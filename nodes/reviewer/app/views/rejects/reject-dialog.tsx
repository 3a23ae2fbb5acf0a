import type { FeedbackRequest, RejectItem } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Fact, Facts } from '../../parts/facts';
import { PictureViewer } from '../../parts/picture-viewer';
import { ReadOnly } from '../../parts/read-only';
import { ScoreBar } from '../../parts/score-bar';
import { VerdictMark } from '../../parts/verdict-mark';
import type { Place } from '../../server/api';

interface RejectDialogProps {
  place: Place;
  item: RejectItem;
  busy: boolean;
  onJudge: (verdict: FeedbackRequest['verdict']) => void;
  onLearn: () => void;
  onStep: (by: number) => void;
  onClose: () => void;
}

/** One reject, large, and what a person says about it. */
export function RejectDialog({ place, item, busy, onJudge, onLearn, onStep, onClose }: RejectDialogProps) {
  const { say, numbers, mayWrite } = useTools();
  const part = item.partId || say('fact.triggerNumber', { n: String(item.triggerId) });
  const { feedback } = item;
  const verdict = item.evaluation === 2 ? 'good' : 'miss';
  const said = feedback?.verdict === verdict;
  return (
    <Dialog wide title={say('rejects.title', { part })} onClose={onClose} onStep={onStep}>
      <PictureViewer
        path="rejects/picture"
        query={{ ...place, reject: item.reject }}
        alt={say('rejects.title', { part })}
      />
      <div class="detail">
        <div class="detail-score">
          <VerdictMark evaluation={item.evaluation} />
          <b class="number">{numbers.score(item.score)}</b>
        </div>
        <ScoreBar score={item.score} />
        <p>
          {say(item.evaluation === 2 ? 'rejects.above' : 'rejects.within', {
            score: numbers.score(item.score),
          })}
        </p>
        <div class="buttons">
          <Button
            icon={verdict === 'good' ? 'good' : 'warning'}
            pressed={said}
            disabled={!mayWrite || busy}
            onClick={() => onJudge(said ? null : verdict)}
          >
            {say(`feedback.mark.${verdict}`)}
          </Button>
          <Button
            icon="again"
            tone="main"
            disabled={!mayWrite || busy || !feedback || item.windowFrame !== null}
            hint={say('rejects.learnHint')}
            onClick={onLearn}
          >
            {say('rejects.learn')}
          </Button>
        </div>
        {feedback ? (
          <p class="small">
            {say(`feedback.said.${feedback.verdict}`, { by: feedback.by, at: numbers.dateTime(feedback.at) })}
            {item.windowFrame !== null && ` ${say('rejects.inWindow')}`}
          </p>
        ) : (
          <p class="small">{say('rejects.sayFirst')}</p>
        )}
        <ReadOnly />
        <Facts>
          <Fact name={say('fact.part')}>{item.partId || '–'}</Fact>
          <Fact name={say('fact.trigger')}>{item.triggerId}</Fact>
          <Fact name={say('fact.captured')}>{numbers.dateTime(item.capturedAt)}</Fact>
          <Fact name={say('fact.decided')}>{numbers.dateTime(item.decidedAt)}</Fact>
        </Facts>
        <div class="detail-steps">
          <Button icon="previous" label={say('action.previous')} onClick={() => onStep(-1)} />
          <Button icon="next" label={say('action.next')} onClick={() => onStep(1)} />
        </div>
      </div>
    </Dialog>
  );
}
