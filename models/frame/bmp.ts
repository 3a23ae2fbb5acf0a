import { UndecodableFrame } from './undecodable-frame';

/** Size of a BMP picture, before any pixel is read. */
export interface BmpSize {
  width: number;
  height: number;
}

/** Pixels of a BMP, rows from top to bottom without padding. */
export interface BmpPixels {
  data: Buffer;
  /** 1 grey, 3 colour, 4 colour and an unused byte. */
  channels: 1 | 3 | 4;
  /** Whether blue comes first, as BMP has it. */
  blueFirst: boolean;
}

const FILE_HEADER_BYTES = 14;
/** BITMAPINFOHEADER; later versions only add to its end. */
const INFO_HEADER_BYTES = 40;
const LONGEST_RUN = 255;

enum Compression {
  None = 0,
  Rle8 = 1,
  Masks = 3,
}

interface Layout extends BmpSize {
  bits: number;
  compression: number;
  topDown: boolean;
  pixelsAt: number;
  paletteAt: number;
  colours: number;
}

export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d;
}

/** @throws UndecodableFrame */
export function readBmpSize(bytes: Buffer): BmpSize {
  const { width, height } = readLayout(bytes);
  return { width, height };
}

/**
 * Reads what cameras and frame grabbers write: 8 bit grey or with a palette, plain or run-length encoded, 24 and
 * 32 bit, from the bottom up or from the top down. Whole rows are copied; only palettes are looked up one by one.
 * @throws UndecodableFrame
 */
export function readBmp(bytes: Buffer): BmpPixels {
  const layout = readLayout(bytes);
  const { bits, compression } = layout;
  if (bits === 8 && (compression === Compression.None || compression === Compression.Rle8)) {
    const indices = compression === Compression.Rle8 ? runs(bytes, layout) : rows(bytes, layout);
    return coloured(indices, readPalette(bytes, layout));
  }
  if (bits === 24 && compression === Compression.None) {
    return { data: rows(bytes, layout), channels: 3, blueFirst: true };
  }
  if (bits === 32 && (compression === Compression.None || hasUsualMasks(bytes, compression))) {
    return { data: rows(bytes, layout), channels: 4, blueFirst: true };
  }
  throw new UndecodableFrame(
    `a BMP of ${bits} bits a pixel with compression ${compression} is not read: send 8, 24 or 32 bits a pixel`,
  );
}

function readLayout(bytes: Buffer): Layout {
  if (bytes.length < FILE_HEADER_BYTES + INFO_HEADER_BYTES) throw cutOff();
  const headerBytes = bytes.readUInt32LE(14);
  if (headerBytes < INFO_HEADER_BYTES) {
    throw new UndecodableFrame(`a BMP with a header of ${headerBytes} bytes is not read`);
  }
  const width = bytes.readInt32LE(18);
  // A negative height means rows from top to bottom.
  const height = bytes.readInt32LE(22);
  if (width <= 0 || height === 0) {
    throw new UndecodableFrame(`the BMP says that it is ${width} x ${height} pixels large`);
  }
  return {
    width,
    height: Math.abs(height),
    topDown: height < 0,
    pixelsAt: bytes.readUInt32LE(10),
    bits: bytes.readUInt16LE(28),
    compression: bytes.readUInt32LE(30),
    paletteAt: FILE_HEADER_BYTES + headerBytes,
    colours: Math.min(256, bytes.readUInt32LE(46) || 256),
  };
}

function rows(bytes: Buffer, { width, height, bits, topDown, pixelsAt }: Layout): Buffer {
  const rowBytes = (width * bits) / 8;
  const stride = Math.ceil(rowBytes / 4) * 4;
  if (bytes.length < pixelsAt + stride * height) throw cutOff();
  const pixels = Buffer.allocUnsafe(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const from = pixelsAt + stride * (topDown ? row : height - 1 - row);
    bytes.copy(pixels, row * rowBytes, from, from + rowBytes);
  }
  return pixels;
}

/** RLE8: pairs of count and index; a count of 0 starts an escape (end of line, end, move, literal run). */
function runs(bytes: Buffer, { width, height, topDown, pixelsAt }: Layout): Buffer {
  // A small file must not claim a huge picture.
  if ((bytes.length / 2) * LONGEST_RUN < width * height) throw cutOff();
  const pixels = Buffer.alloc(width * height);
  let at = pixelsAt;
  let x = 0;
  let line = 0;
  const lineStart = () => (topDown ? line : height - 1 - line) * width;
  while (line < height) {
    if (at + 2 > bytes.length) throw cutOff();
    const count = bytes[at++];
    const value = bytes[at++];
    if (count > 0) {
      const end = Math.min(width, x + count);
      pixels.fill(value, lineStart() + x, lineStart() + end);
      x = end;
    } else if (value === 0) {
      x = 0;
      line++;
    } else if (value === 1) {
      return pixels;
    } else if (value === 2) {
      if (at + 2 > bytes.length) throw cutOff();
      x = Math.min(width, x + bytes[at++]);
      line += bytes[at++];
    } else {
      if (at + value > bytes.length) throw cutOff();
      const end = Math.min(width, x + value);
      bytes.copy(pixels, lineStart() + x, at, at + end - x);
      x = end;
      // Literal runs are padded to 16 bits.
      at += value + (value % 2);
    }
  }
  return pixels;
}

/** 256 x 4 bytes: blue, green, red, unused; black for indices the file does not define. */
function readPalette(bytes: Buffer, { paletteAt, colours }: Layout): Buffer {
  if (paletteAt + colours * 4 > bytes.length) throw cutOff();
  const palette = Buffer.alloc(256 * 4);
  bytes.copy(palette, 0, paletteAt, paletteAt + colours * 4);
  return palette;
}

function coloured(indices: Buffer, palette: Buffer): BmpPixels {
  const isGrey = palette.every((value, index) => index % 4 === 3 || value === index >> 2);
  if (isGrey) return { data: indices, channels: 1, blueFirst: false };
  const data = Buffer.allocUnsafe(indices.length * 3);
  for (let index = 0; index < indices.length; index++) {
    const colour = indices[index] * 4;
    data[index * 3] = palette[colour];
    data[index * 3 + 1] = palette[colour + 1];
    data[index * 3 + 2] = palette[colour + 2];
  }
  return { data, channels: 3, blueFirst: true };
}

/** The masks lie behind the first 40 bytes of the header, whatever its version. */
function hasUsualMasks(bytes: Buffer, compression: number): boolean {
  const at = FILE_HEADER_BYTES + INFO_HEADER_BYTES;
  return (
    compression === Compression.Masks &&
    bytes.length >= at + 12 &&
    bytes.readUInt32LE(at) === 0xff0000 &&
    bytes.readUInt32LE(at + 4) === 0xff00 &&
    bytes.readUInt32LE(at + 8) === 0xff
  );
}

function cutOff(): UndecodableFrame {
  return new UndecodableFrame('the BMP file is cut off');
}
