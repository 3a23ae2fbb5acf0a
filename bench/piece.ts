import sharp from 'sharp';
import { type Random, random } from '../demo/random';

/** What is drawn into a piece of a picture that is to have a defect. */
export const DRAWN_DEFECTS = ['spot', 'scratch'] as const;
export type DrawnDefect = (typeof DRAWN_DEFECTS)[number];

/** A square piece of a picture, as a picture of its own. */
export interface Piece {
  kind: 'piece';
  /** Where it lies: shares (0..1) of what the piece leaves free. */
  right: number;
  down: number;
  /** null where it has none. */
  defect: DrawnDefect | null;
  seed: number;
}

/** Side of a piece, as a share of the picture's shorter one. */
const SIDE = 0.5;
/** Side of what it is drawn to, pixels. */
const DRAWN_SIDE = 300;

export async function drawPiece(picture: Uint8Array, piece: Piece): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const side = Math.floor(SIDE * Math.min(width, height));
  const left = Math.floor(piece.right * (width - side));
  const top = Math.floor(piece.down * (height - side));
  const plain = await sharp(picture)
    .extract({ left, top, width: side, height: side })
    .resize(DRAWN_SIDE, DRAWN_SIDE)
    .toColourspace('srgb')
    .png()
    .toBuffer();
  if (!piece.defect) return plain;
  const shape = SHAPES[piece.defect](random(piece.seed));
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="${DRAWN_SIDE}" height="${DRAWN_SIDE}">${shape}</svg>`;
  return sharp(plain)
    .composite([{ input: Buffer.from(drawing) }])
    .png()
    .toBuffer();
}

/** In a picture of side 1. */
const SHAPES: Record<DrawnDefect, (from: Random) => string> = {
  /** A dark ellipse of 4 to 10 % of the side. */
  spot(from) {
    const [x, y] = [from.between(0.1, 0.9), from.between(0.1, 0.9)];
    const radius = from.between(0.02, 0.05);
    const other = radius * from.between(0.5, 1.5);
    return `<ellipse cx="${x}" cy="${y}" rx="${radius}" ry="${other}" fill-opacity="${from.between(0.25, 0.45)}"/>`;
  },
  /** A bright, bent line of 20 to 40 % of the side. */
  scratch(from) {
    const [x, y] = [from.between(0.1, 0.9), from.between(0.1, 0.9)];
    const [angle, length] = [from.between(0, 2 * Math.PI), from.between(0.2, 0.4)];
    const [acrossX, acrossY] = [length * Math.cos(angle), length * Math.sin(angle)];
    const bend = from.between(-0.2, 0.2);
    const curve = `${acrossX / 2 - bend * acrossY},${acrossY / 2 + bend * acrossX} ${acrossX},${acrossY}`;
    return `<path d="M${x},${y} q${curve}" fill="none" stroke="#fff" stroke-width=".008" stroke-opacity="${from.between(0.25, 0.45)}"/>`;
  },
};
