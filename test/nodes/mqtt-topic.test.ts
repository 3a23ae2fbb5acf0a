import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFilter, isTopic, matches } from '../../nodes/mqtt/topic';

// Pairs from sections 4.7.1 and 4.7.2 of the MQTT 3.1.1 specification.
const pairs: [filter: string, topic: string, fits: boolean][] = [
  ['sport/tennis/player1/#', 'sport/tennis/player1', true],
  ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
  ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
  ['sport/#', 'sport', true],
  ['#', 'sport/tennis', true],
  ['sport/tennis/+', 'sport/tennis/player1', true],
  ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
  ['sport/+', 'sport', false],
  ['sport/+', 'sport/', true],
  ['+/+', '/finance', true],
  ['/+', '/finance', true],
  ['+', '/finance', false],
  ['#', '$SYS/broker', false],
  ['+/monitor/Clients', '$SYS/monitor/Clients', false],
  ['$SYS/#', '$SYS/broker', true],
  ['$share/group/line/+', 'line/1', true],
  ['line/1', 'line/2', false],
  ['line/1/2', 'line/1', false],
];
for (const [filter, topic, fits] of pairs) {
  test(`${filter} ${fits ? 'takes' : 'does not take'} ${topic}`, () => {
    assert.equal(matches(filter, topic), fits);
  });
}

test('wildcards stand alone in their level, # in the last', () => {
  for (const filter of ['#', '+', 'a/+/b', 'a/#', '+/a/#', '$share/g/a/#', '/'])
    assert.ok(isFilter(filter), filter);
  for (const filter of ['', 'a#', 'a/#/b', 'a+', 'a/b+/c', 'a\0']) assert.ok(!isFilter(filter), filter);
});

test('a topic to publish on has no wildcard', () => {
  for (const topic of ['a', 'a/b', '/']) assert.ok(isTopic(topic), topic);
  for (const topic of ['', 'a/+', '#', 'a\0', 'x'.repeat(65_536)])
    assert.ok(!isTopic(topic), topic.slice(0, 9));
});
