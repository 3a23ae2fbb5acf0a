import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRoute, parseRoute, views } from '../../../nodes/reviewer/app/route/route';

test('every route survives the way through the address', () => {
  const route = fc.record({ station: fc.string(), recipe: fc.string(), view: fc.constantFrom(...views) });
  fc.assert(fc.property(route, (wanted) => assert.deepEqual(parseRoute(formatRoute(wanted)), { ...wanted })));
});

test('whatever else stands in the address is the start', () => {
  const start = { station: '', recipe: '', view: 'health' };
  for (const hash of ['', '#', '#/', '#/flow/1', '#flow/1']) assert.deepEqual(parseRoute(hash), start);
  assert.deepEqual(parseRoute('#/station/line%201'), { ...start, station: 'line 1' });
  assert.deepEqual(parseRoute('#/station/%E0%A4%A/x/nonsense'), { ...start, recipe: 'x' });
});
