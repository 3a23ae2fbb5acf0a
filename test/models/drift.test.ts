import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drift, isDriftState } from '../../models/drift';

const HOUR = 3_600_000;
const MONDAY = Date.parse('2026-03-02T00:00:00.000Z');
const isEarly = ({ view }: Drift) => view === null;
const more = (share: number) => Math.log(1 + share);

/** `count` frames in one hour, that many hours after Monday's first. */
function hour(drift: Drift, number: number, change: number, count = 100): void {
  for (let frame = 0; frame < count; frame++) drift.add(change, MONDAY + number * HOUR + frame);
}

test('it is too early to tell before thirty frames', () => {
  const drift = new Drift();
  hour(drift, 0, more(1), 29);
  assert.ok(isEarly(drift));
  hour(drift, 0, more(1), 1);
  assert.equal(drift.view?.change.toFixed(6), '1.000000');
});

test('scores that crept up are told with the hour they began to be beyond a fifth', () => {
  const drift = new Drift();
  [0, 0.1, 0.25, 0.3, 0.35].forEach((share, number) => {
    hour(drift, 10 * number, more(share));
  });
  assert.equal(drift.view?.change.toFixed(6), '0.350000');
  assert.equal(drift.view?.since, '2026-03-02T20:00:00.000Z');
  hour(drift, 50, more(0.1));
  assert.equal(drift.view?.since, '2026-03-04T02:00:00.000Z');
  hour(drift, 51, more(-0.3));
  assert.equal(drift.view?.change.toFixed(6), '-0.300000');
  assert.equal(drift.view?.since, '2026-03-04T03:00:00.000Z');
});

test('a few wild scores move nothing', () => {
  const drift = new Drift();
  for (let frame = 0; frame < 100; frame++) drift.add(frame % 10 === 0 ? more(50) : 0, MONDAY);
  assert.equal(drift.view?.change, 0);
});

test('the hours survive a restart, the running median begins anew', () => {
  const drift = new Drift();
  hour(drift, 0, more(0.5));
  hour(drift, 5, more(0.5));
  const state: unknown = JSON.parse(JSON.stringify(drift.state));
  assert.ok(isDriftState(state));
  const again = new Drift(state);
  assert.ok(isEarly(again));
  hour(again, 9, more(0.6));
  assert.equal(again.view?.since, '2026-03-02T00:00:00.000Z');
});

test('a new hour is told, so that it can be stored, and a month of hours is kept', () => {
  const drift = new Drift();
  hour(drift, 0, 0);
  assert.equal(drift.add(0, MONDAY + 1), false);
  assert.equal(drift.add(0, MONDAY + HOUR), true);
  for (let number = 2; number < 1000; number++) drift.add(0, MONDAY + number * HOUR);
  assert.equal(drift.state.hours.length, 24 * 31);
});

test('what is no state is told from one', () => {
  for (const bad of [
    null,
    7,
    {},
    { format: 2, hours: [] },
    { format: 1, hours: [{ start: 'x', change: 1 }] },
  ])
    assert.equal(isDriftState(bad), false);
});
