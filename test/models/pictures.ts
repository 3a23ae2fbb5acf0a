import sharp from 'sharp';

/** Row by row, `channels` bytes a pixel. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 3 | 4;
}

/** A picture in which every pixel differs from its neighbours, so that a swapped row or channel shows. */
export function gradient(width: number, height: number, channels: 1 | 3 | 4 = 3): Pixels {
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = [(x * 5) % 256, (y * 7) % 256, (x * 3 + y * 11) % 256, 255];
      for (let channel = 0; channel < channels; channel++) {
        data[(y * width + x) * channels + channel] = pixel[channel];
      }
    }
  }
  return { data, width, height, channels };
}

export function picture({ data, width, height, channels }: Pixels) {
  return sharp(data, { raw: { width, height, channels } });
}

export const WHOLE = { left: 0, top: 0, width: 1, height: 1 };

/**
 * A machined plate under drifting light with a bored disc and sensor noise; a defective one has a scratch.
 * The same number gives the same plate.
 */
export async function plate(number: number, defective = false, side = 160): Promise<Buffer> {
  const random = generator(number);
  const light = 130 + Math.round(random() * 10);
  const [x, y] = [0.5 + random() * 0.02, 0.5 + random() * 0.02].map((share) => Math.round(share * side));
  const scratch = `<path d="M${0.15 * side} ${0.2 * side} l${0.3 * side} ${(0.1 + 0.2 * random()) * side}" stroke="#111" stroke-width="${side / 25}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <rect width="100%" height="100%" fill="rgb(${light},${light},${light})"/>
    <circle cx="${x}" cy="${y}" r="${side * 0.25}" fill="#555"/>${defective ? scratch : ''}</svg>`;
  const noise = Buffer.alloc(side * side * 4);
  for (let index = 0; index < side * side; index++) {
    noise.fill(Math.round(random() * 255), index * 4, index * 4 + 3);
    noise[index * 4 + 3] = 12;
  }
  return sharp(Buffer.from(svg))
    .composite([{ input: noise, raw: { width: side, height: side, channels: 4 } }])
    .flatten()
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = (seed * 0x9e3779b9) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
