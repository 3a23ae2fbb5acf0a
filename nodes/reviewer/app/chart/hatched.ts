const SIDE = 6;

/** Stripes of this colour: told from a filled area without its colour. */
export function hatched(colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = SIDE;
  tile.height = SIDE;
  const context = tile.getContext('2d');
  if (!context) return colour;
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.beginPath();
  for (const shift of [-SIDE, 0, SIDE]) {
    context.moveTo(shift, SIDE);
    context.lineTo(shift + SIDE, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}
