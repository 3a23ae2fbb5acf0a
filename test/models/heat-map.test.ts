import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { drawHeatMap } from '../../models/frame/heat-map';
import { WHOLE } from './pictures';

const SIDE = 96;
const grey = sharp({
  create: { width: SIDE, height: SIDE, channels: 3, background: { r: 120, g: 120, b: 120 } },
});

async function drawn(heat: number[], side: number, region = WHOLE) {
  const jpeg = await drawHeatMap(await grey.clone().jpeg().toBuffer(), Float32Array.from(heat), side, region);
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [SIDE, SIDE]);
  return (x: number, y: number) => [...data.subarray((y * SIDE + x) * 3, (y * SIDE + x) * 3 + 3)];
}

const isGrey = (pixel: number[]) => pixel.every((value) => Math.abs(value - 120) < 8);
const isRed = ([r, g, b]: number[]) => r > 180 && g < 80 && b < 80;

test('a frame within the limit is shown as it is', async () => {
  const at = await drawn([0.5, 0.3, 0, 0.59], 2);
  for (const [x, y] of [
    [5, 5],
    [90, 90],
    [48, 48],
  ])
    assert.ok(isGrey(at(x, y)));
});

test('what is far beyond the limit is red, at its place', async () => {
  const heat = new Array(9).fill(0);
  heat[2] = 5;
  const at = await drawn(heat, 3);
  assert.ok(isRed(at(80, 15)), `${at(80, 15)}`);
  assert.ok(isGrey(at(15, 80)) && isGrey(at(15, 15)));
});

test('the map covers the region only, also one that ends at the edge', async () => {
  const at = await drawn([5], 1, { left: 0.5, top: 0.75, width: 0.5, height: 0.25 });
  assert.ok(isRed(at(70, 85)) && isRed(at(94, 94)));
  assert.ok(isGrey(at(30, 85)) && isGrey(at(70, 60)));
});
