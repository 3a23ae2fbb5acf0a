import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toBlock, toVariables } from '../../../nodes/plc-words/data-block';
import { floatWords, toRegisters, wordOrders } from '../../../nodes/plc-words/registers';
import { sequenceOf } from '../../../nodes/plc-words/sequences';
import { nextSequence, statusWord } from '../../../nodes/plc-words/status-word';
import { verdict } from '../opcua/verdicts';

describe('float words', () => {
  // 1.5 is 0x3FC00000; 0.1 is 0x3DCCCCCD; 12.375 is 0x41460000.
  const cases = [
    [1.5, 'ABCD', [0x3fc0, 0x0000]],
    [1.5, 'CDAB', [0x0000, 0x3fc0]],
    [0.1, 'BADC', [0xcc3d, 0xcdcc]],
    [0.1, 'DCBA', [0xcdcc, 0xcc3d]],
    [12.375, 'CDAB', [0x0000, 0x4146]],
  ] as const;
  for (const [value, order, words] of cases) {
    it(`puts ${value} into ${words.map((word) => word.toString(16))} as ${order}`, () => {
      assert.deepEqual(floatWords(value, order), words);
    });
  }

  it('makes NaN of a missing number', () => {
    const [high, low] = floatWords(null, 'ABCD');
    const bytes = Buffer.from([high >> 8, high & 255, low >> 8, low & 255]);
    assert.ok(Number.isNaN(bytes.readFloatBE(0)));
  });

  it('can be read back in every order', () => {
    const orders = fc.constantFrom(...wordOrders);
    fc.assert(
      fc.property(fc.float({ noNaN: true }), orders, (value, order) => {
        const [first, second] = floatWords(value, order);
        const bytes = [first >> 8, first & 255, second >> 8, second & 255];
        const plain = Buffer.from([...'ABCD'].map((letter) => bytes[order.indexOf(letter)]));
        assert.equal(plain.readFloatBE(0), value);
      }),
    );
  });
});

describe('status word', () => {
  it('holds pass and scored in bits 0 and 2 and the sequence in the high byte', () => {
    assert.equal(statusWord(verdict(1), 3), 0x0305);
  });
  it('holds late and undecided in bits 1 and 3', () => {
    assert.equal(
      statusWord(verdict(1, { pass: false, late: true, evaluation: 3, score: null }), 255),
      0xff0a,
    );
  });
  it('counts from 1 to 255 and never sends 0', () => {
    assert.equal(nextSequence(0), 1);
    assert.equal(nextSequence(254), 255);
    assert.equal(nextSequence(255), 1);
  });
});

describe('layouts', () => {
  const bad = verdict(65535, { pass: false, evaluation: 2, score: 1.5, threshold: 1 });

  it('packs seven registers with the status word last', () => {
    assert.deepEqual(toRegisters(bad, 1, 'CDAB'), [65535, 2, 0x0000, 0x3fc0, 0x0000, 0x3f80, 0x0104]);
  });
  it('names five S7 variables and gives their values', () => {
    assert.deepEqual(toVariables(bad, 2, 'ABCD', 'Line1'), {
      names: ['Line1TriggerId', 'Line1Evaluation', 'Line1Score', 'Line1Threshold', 'Line1Status'],
      values: [65535, 2, 1.5, 1, 0x0204],
    });
  });
  it('lays the same out in 14 bytes', () => {
    assert.equal(toBlock(bad, 2, 'ABCD').toString('hex'), 'ffff00023fc000003f8000000204');
  });
  it('fits every verdict into unsigned 16-bit words', () => {
    const score = fc.option(fc.float({ noNaN: true }), { nil: null });
    fc.assert(
      fc.property(
        fc.nat(65535),
        score,
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom(...wordOrders),
        (id, value, sequence, order) => {
          const words = toRegisters(verdict(id, { score: value }), sequence, order);
          assert.equal(words.length, 7);
          for (const word of words) assert.ok(Number.isInteger(word) && word >= 0 && word <= 65535);
          assert.equal(words[0], id);
        },
      ),
    );
  });
});

describe('sequence numbers', () => {
  it('go on for a node that was deployed again, each node by itself, and are never 0', () => {
    const first = sequenceOf('one');
    sequenceOf('other');
    const next = Array.from({ length: 300 }, () => sequenceOf('one'));
    assert.equal(next[0], (first % 255) + 1);
    assert.equal(next[254], first);
    assert.ok(next.every((sequence) => sequence >= 1 && sequence <= 255));
  });
  it('begin anywhere', () => {
    const starts = new Set(Array.from({ length: 50 }, (_, index) => sequenceOf(`node ${index}`)));
    assert.ok(starts.size > 1);
  });
});
