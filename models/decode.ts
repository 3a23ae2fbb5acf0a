import { decode as decodeBmp } from 'bmp-ts';
import sharp, { type Sharp } from 'sharp';
import type { FrameImage, RegionOfInterest } from './frame';

/** The largest industrial area cameras have 65 megapixels; beyond this a picture is taken for a bomb. */
export const MAX_PIXELS = 100_000_000;
/** Below this side there is nothing to inspect. */
export const MIN_SIDE = 32;

/** A picture that cannot be judged. `message` is a sentence for the operator. */
export class UndecodableFrame extends Error {}

/** A frame ready for the backbone. */
export interface DecodedFrame {
  /** RGB, 8 bit, `size` x `size` x 3, row by row: the layout of the graph's `image` input. */
  pixels: Uint8Array;
  size: number;
}

/**
 * Decodes, crops to the region and resizes to the backbone's input; sharp works on libuv's threads.
 * @throws UndecodableFrame with the reason; no other error leaves this function.
 */
export async function decodeFrame(
  image: FrameImage,
  size: number,
  region: RegionOfInterest,
): Promise<DecodedFrame> {
  try {
    const { picture, width, height } = await open(image);
    const pixels = await picture
      .extract(pixelRegion(region, width, height))
      .resize(size, size, { fit: 'fill', kernel: 'cubic' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer();
    return { pixels, size };
  } catch (error) {
    throw asUndecodable(error);
  }
}

/**
 * The whole frame as a JPEG no larger than `maxSide`: what a person is shown.
 * @throws UndecodableFrame
 */
export async function previewFrame(image: FrameImage, maxSide: number): Promise<Buffer> {
  try {
    const { picture } = await open(image);
    return await picture
      .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
      .flatten()
      .toColourspace('srgb')
      .jpeg({ quality: 82 })
      .toBuffer();
  } catch (error) {
    throw asUndecodable(error);
  }
}

interface OpenPicture {
  picture: Sharp;
  width: number;
  height: number;
}

async function open(image: FrameImage): Promise<OpenPicture> {
  if (image.raw) return openRaw(image.data, image.raw);
  if (image.data.length === 0) throw new UndecodableFrame('the frame is empty');
  if (image.data[0] === 0x42 && image.data[1] === 0x4d) return openBmp(image.data);
  const picture = sharp(image.data, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true });
  const { width, height, pages } = await picture.metadata();
  if ((pages ?? 1) > 1) throw new UndecodableFrame(`the image holds ${pages} pictures; send one per frame`);
  checkSize(width, height);
  return { picture, width, height };
}

function openRaw(data: Uint8Array, raw: NonNullable<FrameImage['raw']>): OpenPicture {
  const { width, height, channels, depth } = raw;
  checkSize(width, height);
  const expected = width * height * channels * (depth / 8);
  if (data.length !== expected) {
    throw new UndecodableFrame(
      `raw pixels of ${width} x ${height} x ${channels} at ${depth} bit need ${expected} bytes, got ${data.length}`,
    );
  }
  return {
    picture: sharp(depth === 16 ? asUint16(data) : data, { raw: { width, height, channels } }),
    width,
    height,
  };
}

/** A Uint16Array needs an even offset, which a slice of a network buffer may not have. */
function asUint16(data: Uint8Array): Uint16Array {
  const aligned = data.byteOffset % 2 === 0 ? data : new Uint8Array(data);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

const BMP_HEADER_BYTES = 30;

function openBmp(data: Uint8Array): OpenPicture {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (bytes.length < BMP_HEADER_BYTES) throw new UndecodableFrame('the BMP file is cut off');
  const width = bytes.readUInt32LE(18);
  // A negative height means rows from top to bottom.
  const height = Math.abs(bytes.readInt32LE(22));
  checkSize(width, height);
  // Uncompressed rows must all be there; run lengths (compression 1 and 2) may be shorter than the picture.
  const compressed = bytes.length >= BMP_HEADER_BYTES + 4 && [1, 2].includes(bytes.readUInt32LE(30));
  const needed = bytes.readUInt32LE(10) + Math.ceil((width * bytes.readUInt16LE(28)) / 32) * 4 * height;
  if (!compressed && bytes.length < needed) throw new UndecodableFrame('the BMP file is cut off');
  const bitmap = decodeBmp(bytes, { toRGBA: true });
  const picture = sharp(bitmap.data, { raw: { width, height, channels: 4 } }).removeAlpha();
  return { picture, width, height };
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
