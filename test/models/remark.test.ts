import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DamagedRecord } from '../../models/store/record';
import { inEnglish, RemarkError, remarkOf } from '../../models/words/remark';

test('a remark is a sentence with its values, and with what another remark says', () => {
  assert.equal(
    inEnglish({ kind: 'kept-out', doubt: { kind: 'resolution', size: '4 x 3', windowSize: '8 x 6' } }),
    'kept out of the window: the picture has 4 x 3 pixels, those of the window 8 x 6: set the camera back, or send ' +
      '"train" to collect a new window',
  );
  // A name that looks like a value is a name.
  const error = remarkOf(new Error('ENOSPC: {recipe} is full'));
  assert.match(
    inEnglish({ kind: 'not-stored', recipe: '{error}', error }),
    /^recipe "\{error\}" cannot be stored: ENOSPC: \{recipe\} is full\. The line goes on/,
  );
});

test('an error of ours says the same as a remark and as a message; any other speaks for itself', () => {
  const ours = new DamagedRecord({ kind: 'record-altered' });
  assert.ok(ours instanceof RemarkError);
  assert.deepEqual(remarkOf(ours), { kind: 'record-altered' });
  assert.equal(ours.message, 'the checksum of the record is wrong');
  assert.deepEqual(remarkOf('EIO'), { kind: 'other', text: 'EIO' });
});
