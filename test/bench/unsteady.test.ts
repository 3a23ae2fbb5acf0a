import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unsteady } from '../../bench/unsteady';

const samples = Array.from({ length: 50 }, (_, index) => ({
  path: `${index}.png`,
  defective: index > 40,
  type: index > 40 ? 'scratch' : 'good',
  ...(index > 40 && { mask: `${index}-mask.png` }),
}));

describe('pictures of an unsteady line', () => {
  it('are those of the set when nothing varies', () => {
    assert.deepEqual(unsteady(samples, { shift: 0, tilt: 0, light: 0 }), samples);
  });

  it('vary within what was asked for, each always in the same way', () => {
    const most = { shift: 0.03, tilt: 5, light: 0.2 };
    const taken = unsteady(samples, most);
    assert.deepEqual(unsteady(samples, most), taken);
    const asides = taken.map(({ variant }) => {
      assert.ok(variant?.kind === 'unsteady');
      const { right, down, degrees, light } = variant;
      assert.ok(Math.abs(right) <= 0.03 && Math.abs(down) <= 0.03);
      assert.ok(Math.abs(degrees) <= 5 && Math.abs(light - 1) <= 0.2);
      return right;
    });
    assert.ok(Math.min(...asides) < -0.015 && Math.max(...asides) > 0.015);
  });

  it('keep their masks only where nothing moved', () => {
    const masks = (shift: number) =>
      unsteady(samples, { shift, tilt: 0, light: 0.2 }).filter(({ mask }) => mask).length;
    assert.deepEqual([masks(0), masks(0.01)], [9, 0]);
  });
});
