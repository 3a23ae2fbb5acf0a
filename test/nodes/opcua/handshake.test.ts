import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Action, Handshake, type HandshakeOptions, type Outcome } from '../../../nodes/opcua/handshake';
import { handshakeOptions } from './handshake-options';

function make(more: Partial<HandshakeOptions> = {}) {
  const outcomes: Outcome<string>[] = [];
  const handshake = new Handshake<string>(handshakeOptions(more), (outcome) => outcomes.push(outcome));
  const add = (triggerId: number, receivedAt = 0) =>
    handshake.add({ triggerId, receivedAt, item: `v${triggerId}` });
  const told = () => outcomes.map((outcome) => `${outcome.kind} ${outcome.entry.triggerId}`);
  return { handshake, add, told };
}

/** "write 5 valid=true late=0" */
const short = (action: Action<string> | null) =>
  action &&
  (action.kind === 'write'
    ? `write ${action.entry.triggerId} valid=${action.valid} late=${action.lateMs}`
    : `clear valid=${action.valid}`);

describe('acknowledged handshake', () => {
  it('holds a verdict until ack, clears valid, waits for ack to fall, then offers the next', () => {
    const { handshake, add, told } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(5);
    add(6);
    assert.equal(short(handshake.next(1)), 'write 5 valid=true late=0');
    assert.equal(handshake.next(1), null, 'nothing more while the write is under way');
    handshake.done(2);
    handshake.observe({ valid: true, ack: false }, 3);
    assert.equal(handshake.next(3), null);
    handshake.observe({ valid: true, ack: true }, 4);
    assert.deepEqual(told(), ['delivered 5']);
    assert.equal(short(handshake.next(4)), 'clear valid=false');
    handshake.done(5);
    assert.equal(handshake.next(5), null, 'ack still stands');
    handshake.observe({ valid: false, ack: false }, 6);
    assert.equal(short(handshake.next(6)), 'write 6 valid=true late=0');
  });

  it('clears what an earlier run left behind before it offers anything', () => {
    const { handshake, add } = make();
    add(5);
    handshake.online({ valid: true, ack: false }, 0);
    assert.equal(short(handshake.next(0)), 'clear valid=false');
    handshake.done(1);
    handshake.observe({ valid: false, ack: false }, 1);
    assert.equal(short(handshake.next(1)), 'write 5 valid=true late=0');
  });

  it('offers a verdict again that a restarted PLC wiped out unread', () => {
    const { handshake, add, told } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(5);
    handshake.next(0);
    handshake.done(1);
    handshake.observe({ valid: false, ack: false }, 2);
    assert.equal(short(handshake.next(2)), 'write 5 valid=true late=0');
    assert.deepEqual(told(), []);
  });

  it('waits on when a write arrived although its answer did not', () => {
    const { handshake, add, told } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(5);
    handshake.next(0);
    handshake.offline();
    assert.equal(handshake.next(1), null);
    handshake.online({ valid: true, ack: true }, 5);
    assert.deepEqual(told(), ['delivered 5']);
    assert.equal(short(handshake.next(5)), 'clear valid=false');
  });

  it('writes again when the write did not arrive, as late once the deadline has passed', () => {
    const { handshake, add } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(5, 0);
    handshake.next(0);
    handshake.offline();
    handshake.online({ valid: false, ack: false }, 1500);
    assert.equal(short(handshake.next(1500)), 'write 5 valid=true late=1500');
  });

  it('takes a verdict back between data and valid when its deadline passes there', () => {
    const { handshake, add } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(5, 0);
    assert.equal(short(handshake.next(1000)), 'write 5 valid=true late=0');
    assert.equal(handshake.overtaken(1000), false);
    assert.equal(handshake.overtaken(1001), true);
    assert.equal(short(handshake.next(1001)), 'write 5 valid=true late=1001');
    assert.equal(handshake.overtaken(1002), false, 'it is written as late already');
  });

  it('tells once that the PLC does not acknowledge, and keeps the verdict where it is', () => {
    const { handshake, add } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(5);
    handshake.next(0);
    handshake.done(10);
    assert.equal(handshake.overdue(209), undefined);
    assert.equal(handshake.wakeAt(), 210);
    assert.deepEqual(handshake.overdue(210), { triggerId: 5 });
    assert.equal(handshake.overdue(300), undefined);
    assert.equal(handshake.next(5000), null);
    handshake.observe({ valid: true, ack: true }, 6000);
    assert.equal(short(handshake.next(6000)), 'clear valid=false');
  });

  it('drops the oldest waiting verdict when the queue is full, never the one in front of the PLC', () => {
    const { handshake, add, told } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(1);
    handshake.next(0);
    for (const id of [2, 3, 4]) add(id);
    assert.equal(handshake.full, true);
    add(5);
    assert.deepEqual(told(), ['overflow 2']);
    assert.equal(handshake.pending, 4);
  });

  it('gives a refused verdict up and goes on with the next', () => {
    const { handshake, add, told } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(5);
    add(6);
    handshake.next(0);
    handshake.refuse('BadTypeMismatch', 1);
    assert.deepEqual(told(), ['refused 5']);
    assert.equal(short(handshake.next(1)), 'write 6 valid=true late=0');
  });

  it('ignores a second acknowledgement of the verdict before when valid is a counter', () => {
    const { handshake, add, told } = make({ valid: 'counter' });
    handshake.online({ valid: 0, ack: 0 }, 0);
    add(5);
    add(6);
    handshake.next(0);
    handshake.done(1);
    handshake.observe({ valid: 5, ack: 5 }, 2);
    handshake.next(2);
    handshake.done(3);
    handshake.observe({ valid: 0, ack: 0 }, 4);
    assert.equal(short(handshake.next(4)), 'write 6 valid=6 late=0');
    handshake.done(5);
    handshake.observe({ valid: 6, ack: 5 }, 6);
    assert.deepEqual(told(), ['delivered 5']);
    handshake.observe({ valid: 6, ack: 6 }, 7);
    assert.deepEqual(told(), ['delivered 5', 'delivered 6']);
  });

  it('waits while somebody acknowledges what was never offered', () => {
    const { handshake, add } = make();
    handshake.online({ valid: false, ack: false }, 0);
    handshake.observe({ valid: false, ack: true }, 1);
    add(5);
    assert.equal(handshake.next(2), null);
    handshake.observe({ valid: false, ack: false }, 3);
    assert.equal(short(handshake.next(3)), 'write 5 valid=true late=0');
  });

  it('takes a verdict as read when the PLC acknowledged it and cleared valid itself', () => {
    const { handshake, add, told } = make();
    handshake.online({ valid: false, ack: false }, 0);
    add(5);
    handshake.next(0);
    handshake.done(1);
    handshake.observe({ valid: false, ack: true }, 2);
    assert.deepEqual(told(), ['delivered 5']);
  });

  it('refuses trigger id 0 where 0 means that nothing is there', () => {
    const { add, told } = make({ valid: 'counter' });
    add(0);
    assert.deepEqual(told(), ['refused 0']);
  });
});

describe('latched handshake', () => {
  it('toggles valid from where it stands, and holds each verdict for its time', () => {
    const { handshake, add, told } = make({ mode: 'latched', holdMs: 50 });
    handshake.online({ valid: true }, 0);
    add(5);
    add(6);
    assert.equal(short(handshake.next(0)), 'write 5 valid=false late=0');
    handshake.done(10);
    assert.equal(handshake.next(59), null);
    assert.equal(handshake.wakeAt(), 60);
    assert.equal(short(handshake.next(60)), 'write 6 valid=true late=0');
    handshake.done(61);
    assert.deepEqual(told(), ['delivered 5', 'delivered 6']);
  });

  it('echoes the trigger id in a counting valid', () => {
    const { handshake, add } = make({ mode: 'latched', valid: 'counter' });
    handshake.online({ valid: 17 }, 0);
    add(65535);
    assert.equal(short(handshake.next(0)), 'write 65535 valid=65535 late=0');
  });
});
