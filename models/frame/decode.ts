import sharp, { type Matrix3x3, type Sharp } from 'sharp';
import { Lane } from '../concurrency/lane';
import { isBmp, readBmp, readBmpSize } from './bmp';
import type { FrameImage, RawLayout, RegionOfInterest } from './frame';
import { UndecodableFrame } from './undecodable-frame';

export { UndecodableFrame };

/** The largest industrial area cameras have 65 megapixels; beyond this a picture is taken for a bomb. */
export const MAX_PIXELS = 100_000_000;
/** Below this side there is nothing to inspect. */
export const MIN_SIDE = 32;

/** A frame ready for the backbone. */
export interface DecodedFrame {
  /** RGB, 8 bit, `size` x `size` x 3, row by row: the layout of the graph's `image` input. */
  pixels: Uint8Array;
  size: number;
  /** Of the whole picture as it came, pixels. */
  source: { width: number; height: number };
}

/** From so many pixels on, pictures that have to be in memory whole are decoded one at a time: six of them have gigabytes. */
const LARGE_PIXELS = 25_000_000;
const largeOnes = new Lane();

/**
 * Decodes, crops to the region and resizes to the backbone's input; sharp works on libuv's threads.
 * @throws UndecodableFrame with the reason; no other error leaves this function.
 */
export async function decodeFrame(
  image: FrameImage,
  size: number,
  region: RegionOfInterest,
): Promise<DecodedFrame> {
  return withPicture(image, async (picture, { width, height }) => {
    const inspected = pixelRegion(region, width, height);
    // A cut, even of everything, would keep sharp from decoding a large JPEG at a fraction of its size.
    const whole = inspected.width === width && inspected.height === height;
    const pixels = await (whole ? picture : picture.extract(inspected))
      .resize(size, size, { fit: 'fill', kernel: 'cubic' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer();
    return { pixels, size, source: { width, height } };
  });
}

/**
 * The whole frame as a JPEG no larger than `maxSide`: what a person is shown.
 * @throws UndecodableFrame
 */
export async function previewFrame(image: FrameImage, maxSide: number): Promise<Buffer> {
  return withPicture(image, (picture) =>
    picture
      .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
      .flatten()
      .toColourspace('srgb')
      .jpeg({ quality: 82 })
      .toBuffer(),
  );
}

interface Size {
  width: number;
  height: number;
}

/** As the camera sent it, not decoded yet. */
interface CodedPicture extends Size {
  /** Whether all of its pixels have to be in memory at once; others are decoded in strips. */
  whole: boolean;
  open: () => Promise<Sharp>;
}

/** @throws UndecodableFrame */
async function withPicture<T>(
  image: FrameImage,
  use: (picture: Sharp, size: Size) => Promise<T>,
): Promise<T> {
  try {
    const coded = await openCoded(image);
    const task = async () => use(await coded.open(), coded);
    const large = coded.whole && coded.width * coded.height > LARGE_PIXELS;
    return await (large ? largeOnes.run(task) : task());
  } catch (error) {
    throw asUndecodable(error);
  }
}

/**
 * Cameras leave the fourth channel undefined, often 0, and resizing would multiply the colours with it: it goes
 * before anything else.
 */
async function withoutAlpha(picture: Sharp, { width, height }: Size): Promise<Sharp> {
  const opaque = await picture.toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer();
  return sharp(opaque, { raw: { width, height, channels: 3 } });
}

async function openCoded(image: FrameImage): Promise<CodedPicture> {
  if (image.raw) return openRaw(image.data, image.raw);
  if (image.data.length === 0) throw new UndecodableFrame('the frame is empty');
  if (isBmp(image.data)) return openBmp(image.data);
  const picture = sharp(image.data, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true });
  const { width, height, pages, hasAlpha } = await picture.metadata();
  if ((pages ?? 1) > 1) throw new UndecodableFrame(`the image holds ${pages} pictures; send one per frame`);
  checkSize(width, height);
  const open = async () => (hasAlpha ? withoutAlpha(picture, { width, height }) : picture);
  return { width, height, whole: hasAlpha, open };
}

function openRaw(data: Uint8Array, raw: RawLayout): CodedPicture {
  const { width, height, channels, depth } = raw;
  if (!Number.isInteger(width) || !Number.isInteger(height) || ![1, 3, 4].includes(channels)) {
    throw new UndecodableFrame('raw pixels need a width, a height and 1, 3 or 4 channels');
  }
  if (depth !== 8 && depth !== 16) throw new UndecodableFrame('raw pixels need a depth of 8 or 16 bits');
  checkSize(width, height);
  const expected = width * height * channels * (depth / 8);
  if (data.length !== expected) {
    throw new UndecodableFrame(
      `raw pixels of ${width} x ${height} x ${channels} at ${depth} bit need ${expected} bytes, got ${data.length}`,
    );
  }
  const open = async () => {
    const picture = sharp(depth === 16 ? asUint16(data) : data, { raw: { width, height, channels } });
    return channels === 4 ? withoutAlpha(picture, { width, height }) : picture;
  };
  return { width, height, whole: channels === 4, open };
}

/** A Uint16Array needs an even offset, which a slice of a network buffer may not have. */
function asUint16(data: Uint8Array): Uint16Array {
  const aligned = data.byteOffset % 2 === 0 ? data : new Uint8Array(data);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

const BLUE_TO_RED: Matrix3x3 = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];

function openBmp(file: Uint8Array): CodedPicture {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const { width, height } = readBmpSize(bytes);
  checkSize(width, height);
  const open = async () => {
    const { data, channels, blueFirst } = readBmp(bytes);
    const picture = sharp(data, { raw: { width, height, channels } });
    const opaque = channels === 4 ? await withoutAlpha(picture, { width, height }) : picture;
    return blueFirst ? opaque.recomb(BLUE_TO_RED) : opaque;
  };
  return { width, height, whole: true, open };
}

function checkSize(width: number, height: number): void {
  if (width * height > MAX_PIXELS) {
    throw new UndecodableFrame(
      `the image has ${Math.round((width * height) / 1e6)} megapixels; the limit is ${MAX_PIXELS / 1e6}`,
    );
  }
  if (Math.min(width, height) < MIN_SIDE) {
    throw new UndecodableFrame(
      `the image is ${width} x ${height} pixels; at least ${MIN_SIDE} x ${MIN_SIDE} are needed`,
    );
  }
}

function pixelRegion(region: RegionOfInterest, width: number, height: number) {
  const left = Math.min(width - 1, Math.round(region.left * width));
  const top = Math.min(height - 1, Math.round(region.top * height));
  return {
    left,
    top,
    width: Math.max(1, Math.min(width - left, Math.round(region.width * width))),
    height: Math.max(1, Math.min(height - top, Math.round(region.height * height))),
  };
}

function asUndecodable(error: unknown): UndecodableFrame {
  if (error instanceof UndecodableFrame) return error;
  const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
  if (/pixel limit/i.test(detail)) {
    return new UndecodableFrame(`the image is larger than the limit of ${MAX_PIXELS / 1e6} megapixels`);
  }
  return new UndecodableFrame(`the image cannot be decoded: ${detail}`);
}
