import sharp, { type Matrix3x3, type Sharp } from 'sharp';
import type { Sample } from '../demo/dataset';
import { random } from '../demo/random';
import { isBmp, readBmp, readBmpSize } from '../models/frame/bmp';
import { drawPiece, type Piece } from './piece';

/** How much the pictures of a line vary beyond those of a data set. */
export interface Unsteadiness {
  /** Parts lie up to this share of the picture's width and height aside. */
  shift: number;
  /** They are turned by up to so many degrees, either way. */
  tilt: number;
  /** The light is up to this share (0..1) brighter or darker. */
  light: number;
}

/** A picture made from one of the data set. */
export type Variant =
  /** The same part a little aside, mirrored at the border and encoded anew; shares of the width and height. */
  | { kind: 'shifted'; right: number; down: number; quality: number }
  /** A good part in another pose and light: a quarter turn, a fifth darker. */
  | { kind: 'rare' }
  /** The part aside (shares of the width and height), turned, in other light; cut to what the picture that moves most has left. */
  | { kind: 'unsteady'; right: number; down: number; degrees: number; light: number; most: Unsteadiness }
  /** A piece of the picture pasted elsewhere (CutPaste, Li et al. 2021, arXiv 2104.04015). */
  | { kind: 'cut-paste'; seed: number }
  | Piece;

/** A labelled picture, or what is made of it before it is looked at. */
export interface BenchSample extends Sample {
  variant?: Variant;
}

/** The variant's encoded picture. @param file of any kind that a camera may send */
export async function drawVariant(file: Buffer, variant: Variant): Promise<Buffer> {
  const picture = isBmp(file) ? await withoutBmp(file) : file;
  switch (variant.kind) {
    case 'shifted':
      return shifted(picture, variant.right, variant.down, variant.quality);
    case 'rare':
      return lossless(sharp(picture).rotate(90).linear(0.8, 0));
    case 'unsteady':
      return moved(picture, variant);
    case 'cut-paste':
      return cutPaste(picture, variant.seed);
    case 'piece':
      return drawPiece(picture, variant);
  }
}

async function shifted(picture: Uint8Array, right: number, down: number, quality: number): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const [x, y] = [Math.round(right * width), Math.round(down * height)];
  const [padX, padY] = [Math.abs(x), Math.abs(y)];
  const sides = { left: padX, right: padX, top: padY, bottom: padY };
  const wide = await lossless(sharp(picture).extend({ ...sides, extendWith: 'mirror' }));
  return sharp(wide)
    .extract({ left: padX - x, top: padY - y, width, height })
    .jpeg({ quality })
    .toBuffer();
}

/** No border is seen: what is left shows the same share of every picture, however it was moved. */
async function moved(
  picture: Uint8Array,
  { right, down, degrees, light, most }: Extract<Variant, { kind: 'unsteady' }>,
): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const tilt = (most.tilt * Math.PI) / 180;
  const long = Math.max(width / height, height / width);
  const share = 1 / (Math.cos(tilt) + long * Math.sin(tilt)) - 2 * most.shift;
  const size = { width: Math.floor(share * width), height: Math.floor(share * height) };
  const turned = await lossless(sharp(picture).rotate(degrees));
  const around = await sharp(turned).metadata();
  const left = Math.round((around.width - size.width) / 2 - right * width);
  const top = Math.round((around.height - size.height) / 2 - down * height);
  return lossless(
    sharp(turned)
      .extract({ left, top, ...size })
      .removeAlpha()
      .linear(light, 0),
  );
}

/** Area and proportions of the piece as in the paper: 2 to 15 % of the picture, sides 0.3 to 3.3. */
async function cutPaste(picture: Uint8Array, seed: number): Promise<Buffer> {
  const from = random(seed);
  const { width, height } = await sharp(picture).metadata();
  const area = from.between(0.02, 0.15) * width * height;
  const proportion = from.next() < 0.5 ? from.between(0.3, 1) : from.between(1, 3.3);
  const pieceWidth = clamp(Math.sqrt(area * proportion), width - 1);
  const pieceHeight = clamp(Math.sqrt(area / proportion), height - 1);
  const place = () => ({
    left: from.below(width - pieceWidth + 1),
    top: from.below(height - pieceHeight + 1),
  });
  const piece = await lossless(
    sharp(picture).extract({ ...place(), width: pieceWidth, height: pieceHeight }),
  );
  return lossless(
    sharp(picture)
      .composite([{ input: piece, ...place() }])
      .removeAlpha(),
  );
}

/** sharp reads no BMP. */
function withoutBmp(file: Buffer): Promise<Buffer> {
  const { width, height } = readBmpSize(file);
  const { data, channels, blueFirst } = readBmp(file);
  const picture = sharp(data, { raw: { width, height, channels } });
  const mirrored: Matrix3x3 = [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ];
  return lossless(blueFirst ? picture.removeAlpha().recomb(mirrored) : picture.removeAlpha());
}

function clamp(value: number, most: number): number {
  return Math.max(1, Math.min(most, Math.round(value)));
}

function lossless(image: Sharp): Promise<Buffer> {
  return image.png({ compressionLevel: 1 }).toBuffer();
}
