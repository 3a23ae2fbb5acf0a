import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { valueAt } from '../../nodes/camera/field-path';

const anyPath = fc.oneof(
  fc.string(),
  fc
    .array(fc.constantFrom('a', '0', 'length', 'constructor', '__proto__', 'toString', ''), { maxLength: 6 })
    .map((names) => names.join('.')),
);

test('a path finds what JSON holds there, or nothing, and never what an object merely inherits', () => {
  fc.assert(
    fc.property(fc.jsonValue(), anyPath, (json, path) => {
      const found = valueAt(json, path);
      assert.notEqual(typeof found, 'function');
      if (found === undefined) return;
      let walked: unknown = json;
      for (const name of path.split('.')) {
        assert.ok(typeof walked === 'object' && walked !== null);
        walked = Object.getOwnPropertyDescriptor(walked, name)?.value;
      }
      assert.equal(found, walked);
    }),
    { numRuns: 3000 },
  );
});

test('every value of an object is found under its own path', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('.'));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (names, value) => {
      const root = [...names]
        .reverse()
        .reduce<unknown>((inner, key) => Object.fromEntries([[key, inner]]), value);
      assert.deepEqual(valueAt(root, names.join('.')), value);
    }),
  );
});
