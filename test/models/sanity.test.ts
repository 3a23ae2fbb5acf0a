import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { type DecodedFrame, decodeFrame } from '../../models/frame/decode';
import { smallerKind } from '../../models/learning/two-kinds';
import { commonSize, otherSize } from '../../models/sanity/frame-size';
import { type FrameLook, lookAt } from '../../models/sanity/look';
import { cannotSee, normalLook } from '../../models/sanity/normal-look';
import { MOST_ALIKE, MOST_SAME, Repeats } from '../../models/sanity/repeats';
import { plate, WHOLE } from './pictures';

const SIZE = 128;

/** A frame whose grey level is a function of its place. */
function drawn(grey: (x: number, y: number) => number, size = SIZE): DecodedFrame {
  const pixels = new Uint8Array(size * size * 3);
  for (let at = 0; at < size * size; at++) {
    pixels.fill(Math.max(0, Math.min(255, grey(at % size, Math.floor(at / size)))), at * 3, at * 3 + 3);
  }
  return { pixels, size, source: { width: 640, height: 480 } };
}

/** Even noise of +-`level` grey levels, the same for the same seed. */
const noise = (level: number, seed: number) => {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 0) / 2 ** 32 - 0.5) * 2 * level;
  };
};

const look = (grey: (x: number, y: number) => number) => lookAt(drawn(grey)).look;
const stripes = (low: number, high: number) => (x: number) => (x % 32 < 16 ? low : high);

describe('a look', () => {
  test('is what its pixels say: half 10, half 110', () => {
    const { mean, high, range, saturated, structure, width, height } = look((x) => (x < SIZE / 2 ? 10 : 110));
    assert.deepEqual([mean, high, range, saturated, width, height], [60, 110, 100, 0, 640, 480]);
    // One step of 100 in each row of 31 neighbours, none in a column.
    assert.equal(structure, 100 / 62);
  });

  test('counts green twice, and white blocks', () => {
    const frame = drawn(() => 0);
    for (let at = 1; at < frame.pixels.length; at += 3) frame.pixels[at] = 200;
    assert.equal(lookAt(frame).look.mean, 100);
    assert.equal(look((_x, y) => (y < SIZE / 4 ? 255 : 0)).saturated, 0.25);
  });
});

describe('a camera that does not see', () => {
  test('whatever the part, one grey all over is black, overexposed or covered', () => {
    for (const [level, cause] of [
      [0, 'black'],
      [3, 'black'],
      [128, 'covered'],
      [255, 'overexposed'],
    ] as const) {
      const still = noise(2, level + 1);
      assert.equal(
        cannotSee(
          look(() => level + still()),
          null,
        )?.cause,
        cause,
      );
    }
  });

  test('a part in dark field passes: a few bright lines on black, before and after learning', () => {
    const part = look((x, y) => (x === 40 || y === 70 ? 200 : 2));
    assert.equal(cannotSee(part, null), null);
    assert.equal(cannotSee(part, normalLook([part])), null);
  });

  test('measured by the window, a dark picture is black, a white one overexposed, a foggy one covered', () => {
    const normal = normalLook(Array.from({ length: 40 }, (_, i) => look(stripes(60 + i / 4, 180 + i / 4))));
    assert.equal(cannotSee(look(stripes(62, 185)), normal), null);
    assert.equal(cannotSee(look(stripes(2, 24)), normal)?.cause, 'black');
    assert.equal(
      cannotSee(
        look((x, y) => (y < 80 ? 255 : stripes(60, 180)(x))),
        normal,
      )?.cause,
      'overexposed',
    );
    assert.equal(
      cannotSee(
        look((x) => 100 + x / 8),
        normal,
      )?.cause,
      'covered',
    );
  });

  test('a defect as large as a third of the part is no fault of the camera', () => {
    const normal = normalLook([look(stripes(60, 180))]);
    for (const level of [0, 30, 120, 255]) {
      const hurt = look((x, y) => (x < 75 && y < 75 ? level : stripes(60, 180)(x)));
      assert.equal(cannotSee(hurt, normal), null);
    }
  });

  test('no frame is doubted for how it looks when the window is made of frames like it', () => {
    const grey = fc.double({ min: 0, max: 255, noNaN: true });
    const looks: fc.Arbitrary<FrameLook> = fc.record({
      width: fc.constant(640),
      height: fc.constant(480),
      mean: grey,
      high: grey,
      range: fc.double({ min: 9, max: 255, noNaN: true }),
      saturated: fc.double({ min: 0, max: 1, noNaN: true }),
      structure: grey,
    });
    fc.assert(fc.property(looks, (one) => cannotSee(one, normalLook([one, one, one])) === null));
  });
});

describe('repeated pictures', () => {
  test('the very same one is doubted from the sixth time on, and another one ends that', async () => {
    const repeats = new Repeats();
    const [one, other] = [lookAt(drawn(stripes(0, 100))), lookAt(drawn(stripes(0, 130)))];
    const causes = [1, 2, 3, 4, 5, 6, 7].map(() => repeats.check(one, true)?.cause);
    assert.deepEqual(causes, [...Array(MOST_SAME).fill(undefined), 'repeated', 'repeated']);
    assert.equal(repeats.check(other, true), null);
    assert.equal(repeats.check(one, true), null);
  });

  test('the same scene under noise is doubted while collecting, never while inspecting', () => {
    for (const exactly of [false, true]) {
      const repeats = new Repeats();
      const doubts = Array.from({ length: 40 }, (_, seed) => {
        const still = noise(1, seed + 1);
        return repeats.check(lookAt(drawn((x) => stripes(40, 140)(x) + still())), exactly) !== null;
      });
      assert.equal(doubts.filter(Boolean).length, exactly ? 0 : 40 - MOST_ALIKE);
    }
  });

  test('good parts that merely look alike are not: half a pixel of play is enough', async () => {
    const repeats = new Repeats();
    for (let number = 1; number <= 40; number++) {
      const shift = (number % 3) / 4;
      const seen = lookAt(drawn((x) => 90 + 50 * Math.tanh((x - 60 - shift) / 2)));
      assert.equal(repeats.check(seen, false), null);
    }
    for (let number = 1; number <= 40; number++) {
      const seen = lookAt(await decodeFrame({ data: await plate(number) }, SIZE, WHOLE));
      assert.equal(repeats.check(seen, false), null);
    }
  });

  test('good parts in dark field, all of them nearly black, are not', () => {
    const repeats = new Repeats();
    for (let number = 1; number <= 60; number++) {
      const still = noise(2, number);
      assert.equal(repeats.check(lookAt(drawn((x) => (x === 40 ? 90 : 4) + still())), false), null);
    }
  });
});

test('another size is doubted when the window’s frames have one in common', async () => {
  const size = (width: number) => ({ width, height: 480 });
  const common = commonSize(Array.from({ length: 5 }, () => size(640)));
  assert.deepEqual(common, size(640));
  assert.equal(otherSize(size(640), common), null);
  assert.deepEqual(otherSize(size(1280), common), {
    cause: 'resolution',
    remark: { kind: 'resolution', size: '1280 x 480', windowSize: '640 x 480' },
  });
  assert.equal(commonSize([640, 640, 640, 640].map(size)), null);
  assert.equal(commonSize([640, 640, 641, 640, 640].map(size)), null);
  const png = await sharp(Buffer.alloc(60 * 40), { raw: { width: 60, height: 40, channels: 1 } })
    .png()
    .toBuffer();
  const { source } = await decodeFrame({ data: png }, SIZE, { left: 0.5, top: 0, width: 0.5, height: 1 });
  assert.deepEqual(source, { width: 60, height: 40 });
});

describe('two kinds of pictures in one window', () => {
  const cloud = (count: number, centre: number[], seed: number) => {
    const drawn = noise(1, seed);
    return Array.from({ length: count }, () => Float32Array.from(centre, (value) => value + drawn()));
  };
  const zero = Array(20).fill(0);

  test('far apart they are told, with the size of the smaller', () => {
    assert.equal(smallerKind([...cloud(40, zero, 1), ...cloud(20, [...zero.slice(1), 30], 2)]), 20);
  });

  test('one kind is none, be it even, long, with a few defects in it, or the same vector again and again', () => {
    assert.equal(smallerKind(cloud(60, zero, 3)), null);
    const long = cloud(60, zero, 4).map((vector, at) => vector.map((value, dim) => (dim === 0 ? at : value)));
    assert.equal(smallerKind(long), null);
    assert.equal(smallerKind([...cloud(54, zero, 5), ...cloud(6, [...zero.slice(1), 30], 6)]), null);
    assert.equal(smallerKind(Array.from({ length: 40 }, () => Float32Array.from(zero))), null);
    assert.equal(smallerKind([]), null);
  });
});
