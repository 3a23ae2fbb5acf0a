import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventStreamReader } from '../../../nodes/reviewer/app/server/event-stream';

test('a message is read with its name; comments and messages without data are none', () => {
  const reader = new EventStreamReader();
  const messages = reader.push(
    ': hello\n\nevent: overview\ndata: {"a":1}\n\nevent: empty\n\ndata:second\n\n',
  );
  assert.deepEqual(messages, [
    { event: 'overview', data: '{"a":1}' },
    { event: 'message', data: 'second' },
  ]);
});

test('several lines of data are one text, and a message that is not complete yet is kept', () => {
  const reader = new EventStreamReader();
  assert.deepEqual(reader.push('data: one\r\ndata: two\r'), []);
  assert.deepEqual(reader.push('\n\r\nda'), [{ event: 'message', data: 'one\ntwo' }]);
  assert.deepEqual(reader.push('ta: three\n\n'), [{ event: 'message', data: 'three' }]);
});

test('it does not matter where the stream is cut', () => {
  const stream = 'event: a\r\ndata: 1\r\n\r\n:keep\n\ndata: 2\ndata: 3\n\nevent: c\rdata: 4\r\r';
  const whole = new EventStreamReader().push(`${stream}\n`);
  assert.equal(whole.length, 3);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
      const reader = new EventStreamReader();
      const edges = [0, ...cuts.sort((left, right) => left - right), stream.length];
      const pieces = edges.slice(1).map((edge, index) => stream.slice(edges[index], edge));
      assert.deepEqual(
        [...pieces, '\n'].flatMap((piece) => reader.push(piece)),
        whole,
      );
    }),
  );
});
