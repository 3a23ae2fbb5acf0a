import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineChart } from '../../bench/chart';

describe('the charts of the bench', () => {
  const panel = {
    title: 'AUROC',
    xLabel: 'contamination',
    yFrom: 0.5,
    xText: (x: number) => `${100 * x} %`,
    series: [
      {
        name: 'a & b',
        points: [
          { x: 0, y: 1 },
          { x: 0.4, y: 0.5 },
        ],
      },
      {
        name: 'low',
        points: [
          { x: 0, y: Number.NaN },
          { x: 0.4, y: 0.2 },
        ],
      },
    ],
  };

  it('draw every value inside the plot, the highest above the lowest, unknown ones not at all', () => {
    const svg = lineChart('a chart', [panel]);
    const lines = [...svg.matchAll(/polyline points="([^"]*)"/g)].map(([, points]) => points);
    // The first series is drawn last. The axes: 0 to 0.4 over x = 46 to 364, 1 to 0.5 over y = 34 to 202.
    assert.deepEqual(lines, ['364,202', '46,34 364,202']);
  });

  it('name their lines and fit dark pages', () => {
    const svg = lineChart('a chart', [panel]);
    assert.match(svg, />a &amp; b</);
    assert.match(svg, /prefers-color-scheme: dark/);
  });
});
