import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markdownTable, meanRows } from '../../bench/table';

describe('the tables of the bench', () => {
  it('are Markdown, numbers to four figures and unknown ones a dash', () => {
    const rows = [
      { data: 'nut', auroc: 0.987654, window: 200 },
      { data: 'cell', auroc: Number.NaN, window: 1119.96 },
    ];
    const lines = [
      '| data | auroc | window |',
      '| --- | --- | --- |',
      '| nut | 0.9877 | 200 |',
      '| cell | – | 1120 |',
    ];
    assert.equal(markdownTable(rows), lines.join('\n'));
  });

  it('average what agrees otherwise, over what is known', () => {
    const rows = [
      { data: 'nut', seed: 0, auroc: 0.5, pixels: Number.NaN },
      { data: 'cell', seed: 0, auroc: 0.25, pixels: 0.5 },
      { data: 'nut', seed: 1, auroc: 1, pixels: 0.75 },
    ];
    assert.deepEqual(meanRows(rows, ['data'], 'seed'), [
      { data: 'nut', seed: 'mean', auroc: 0.75, pixels: 0.75 },
      { data: 'cell', seed: 'mean', auroc: 0.25, pixels: 0.5 },
    ]);
  });
});
