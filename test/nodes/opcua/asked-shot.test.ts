import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusedShot, withIdentity } from '../../../nodes/opcua/asked-shot';

const picture = { image: Buffer.from('picture') };

describe('a picture that a message asked for', () => {
  it('is the part of the message, unless the server says otherwise', () => {
    assert.equal(withIdentity(picture, { triggerId: 7 }).triggerId, 7);
    assert.equal(withIdentity({ ...picture, triggerId: 8 }, { triggerId: 7 }).triggerId, 8);
  });
  it('is nobody’s, and cannot be judged, when the id is out of range', () => {
    const shot = withIdentity(picture, { triggerId: 65_536 + 7 });
    assert.equal(shot.triggerId, 0);
    assert.match(shot.fault ?? '', /msg\.triggerId is 65543, which is no whole number from 0 to 65535/);
  });
  it('is a frame with a fault under its own id when the camera fails', () => {
    const error = new Error('no answer');
    assert.deepEqual(refusedShot(error, { triggerId: 7, partId: 'p' }, true), {
      image: Buffer.alloc(0),
      fault: 'no answer',
      triggerId: 7,
      partId: 'p',
      recipe: undefined,
    });
    assert.equal(refusedShot(error, {}, true).triggerId, 0, 'the server would have known');
    assert.equal(refusedShot(error, {}, false).triggerId, undefined, 'the node counts');
  });
});
