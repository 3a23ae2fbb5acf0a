import type { Pixels } from './pictures';

export interface BitmapOptions {
  bits: 8 | 24 | 32;
  topDown?: boolean;
  /** 4 bytes a colour: blue, green, red, unused. */
  palette?: Buffer;
  /** Bytes between the headers and the pixels that the header points behind. */
  gap?: number;
  /** Pixel bytes as they are to stand in the file, instead of `pixels`. */
  encoded?: { compression: number; bytes: Buffer };
}

export const greyPalette = Buffer.from(Array.from({ length: 256 }, (_, i) => [i, i, i, 0]).flat());

/** Writes a BMP as the format says; 8 bit takes grey pixels as palette indices, others take RGB. */
export function bitmap({ data, width, height, channels }: Pixels, options: BitmapOptions): Buffer {
  const { bits, topDown = false, gap = 0, encoded } = options;
  const palette = bits === 8 ? (options.palette ?? greyPalette) : Buffer.alloc(0);
  const bytesAPixel = bits / 8;
  const stride = Math.ceil((width * bytesAPixel) / 4) * 4;
  const body = Buffer.alloc(stride * height, 0xee);
  for (let y = 0; y < height; y++) {
    const row = stride * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const pixel = data.subarray((y * width + x) * channels);
      const stored = bits === 8 ? [pixel[0]] : [pixel[2], pixel[1], pixel[0], 0].slice(0, bytesAPixel);
      body.set(stored, row + x * bytesAPixel);
    }
  }
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + palette.length + gap, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(topDown ? -height : height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(encoded?.compression ?? 0, 30);
  header.writeUInt32LE(palette.length / 4, 46);
  return Buffer.concat([header, palette, Buffer.alloc(gap, 0x55), encoded?.bytes ?? body]);
}
