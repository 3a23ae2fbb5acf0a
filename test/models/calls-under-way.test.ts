import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallsUnderWay } from '../../models/concurrency/calls-under-way';

describe('calls under way', () => {
  it('are settled each by its own answer, in any order', async () => {
    const calls = new CallsUnderWay();
    const ids: number[] = [];
    const send = (id: number) => ids.push(id);
    const [first, second, third] = [calls.begin(send), calls.begin(send), calls.begin(send)];
    assert.equal(calls.count, 3);
    calls.answer(ids[2], 'third');
    calls.fail(ids[0], new Error('first failed'));
    calls.answer(ids[1], 'second');
    assert.equal(calls.count, 0);
    assert.deepEqual(await Promise.all([second, third]), ['second', 'third']);
    await assert.rejects(first, /first failed/);
  });

  it('fail with what sending them throws, and all at once when the other side is gone', async () => {
    const calls = new CallsUnderWay();
    const unsent = calls.begin(() => {
      throw new Error('cannot be copied');
    });
    await assert.rejects(unsent, /cannot be copied/);
    const [left, right] = [calls.begin(() => undefined), calls.begin(() => undefined)];
    calls.failAll(new Error('gone'));
    await assert.rejects(left, /gone/);
    await assert.rejects(right, /gone/);
    assert.equal(calls.count, 0);
  });

  it('ignore an answer that comes twice or to nothing', async () => {
    const calls = new CallsUnderWay();
    let id = 0;
    const call = calls.begin((own) => {
      id = own;
    });
    calls.answer(id, 1);
    calls.answer(id, 2);
    calls.fail(999, new Error('nobody asked'));
    assert.equal(await call, 1);
  });
});
