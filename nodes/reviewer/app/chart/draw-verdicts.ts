import uPlot from 'uplot';
import type { Colour } from './use-plot';

const GOOD = 1;
const SIZE = 2.2;

/** Verdicts that pass are dots, those that do not are crosses: told apart without their colours. */
export function drawVerdicts(colour: Colour) {
  return (plot: uPlot, series: number): void => {
    const { ctx } = plot;
    const size = SIZE * uPlot.pxRatio;
    const good = series === GOOD;
    ctx.save();
    ctx.beginPath();
    for (const [index, score] of (plot.data[series] ?? []).entries()) {
      if (typeof score !== 'number') continue;
      const x = plot.valToPos(plot.data[0][index], 'x', true);
      const y = plot.valToPos(score, 'y', true);
      if (good) {
        ctx.moveTo(x + size, y);
        ctx.arc(x, y, size, 0, 2 * Math.PI);
      } else {
        ctx.moveTo(x - 1.6 * size, y - 1.6 * size);
        ctx.lineTo(x + 1.6 * size, y + 1.6 * size);
        ctx.moveTo(x + 1.6 * size, y - 1.6 * size);
        ctx.lineTo(x - 1.6 * size, y + 1.6 * size);
      }
    }
    if (good) {
      ctx.fillStyle = colour('--chart-good');
      ctx.fill();
    } else {
      ctx.strokeStyle = colour('--chart-bad');
      ctx.lineWidth = 1.8 * uPlot.pxRatio;
      ctx.stroke();
    }
    ctx.restore();
  };
}
