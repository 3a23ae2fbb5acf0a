import type { RawLayout } from '../../models/frame/frame';
import { kindOf, valueAt } from './field-path';

/** How the picture lies in a message. */
export type PictureFormat = 'auto' | 'encoded' | 'base64' | 'json' | 'raw';

export interface PayloadOptions {
  format: PictureFormat;
  /** Path of the picture in a JSON message. */
  imageField: string;
  /** Layout of bare pixels. */
  raw: RawLayout;
  /** Largest message taken, in bytes. */
  limit: number;
}

/** What a message holds. A message that is no picture is a trigger all the same, with a fault. */
export interface Picture {
  /** Encoded file or bare pixels; empty when there is a fault. */
  data: Buffer;
  raw?: RawLayout;
  /** Why this is no picture, as a sentence. */
  fault?: string;
  /** The message as JSON, when it is any: identity fields are read from it. */
  json?: unknown;
}

/** Finds the picture in the bytes of a message. Never throws; decoding is not tried here. */
export function readPicture(bytes: Buffer, options: PayloadOptions): Picture {
  if (bytes.length > options.limit) {
    const [size, limit] = [bytes.length, options.limit].map((n) => Number((n / 2 ** 20).toPrecision(3)));
    return faulty(`The message has ${size} MB; at most ${limit} MB are taken.`);
  }
  if (bytes.length === 0) return faulty('The message is empty.');
  switch (options.format) {
    case 'encoded':
      return encoded(bytes);
    case 'base64':
      return fromText(bytes.toString('latin1'));
    case 'json':
      return fromJson(bytes, options.imageField);
    case 'raw':
      return rawPixels(bytes, options.raw);
    case 'auto':
      return guessed(bytes, options.imageField);
  }
}

/** Bytes that one frame of bare pixels has. */
export function rawLength({ width, height, channels, depth }: RawLayout): number {
  return (width * height * channels * depth) / 8;
}

function faulty(fault: string, json?: unknown): Picture {
  return { data: Buffer.alloc(0), fault, ...(json === undefined ? {} : { json }) };
}

function guessed(bytes: Buffer, imageField: string): Picture {
  const start = beginning(bytes);
  if (/^\s*[{[]/.test(start) && isText(start)) return fromJson(bytes, imageField);
  const inBase64 = isBase64(start) && hasSignature(Buffer.from(start, 'base64'));
  if (/^\s*data:/.test(start) || inBase64) return fromText(bytes.toString('latin1'));
  return encoded(bytes);
}

/** Whether an unknown format can be decoded is for the decoder to say; text cannot. */
function encoded(bytes: Buffer): Picture {
  const start = beginning(bytes);
  if (!hasSignature(bytes) && isText(start)) {
    return faulty(`The message is the text "${shortened(start)}", not a picture.`);
  }
  return { data: bytes };
}

function rawPixels(bytes: Buffer, raw: RawLayout): Picture {
  const expected = rawLength(raw);
  const { width, height, channels, depth } = raw;
  if (bytes.length === expected) return { data: bytes, raw };
  const size = `${width} x ${height} pixels with ${channels} channels of ${depth} bits`;
  return faulty(`The message has ${bytes.length} bytes; ${size} have ${expected}.`);
}

function fromJson(bytes: Buffer, imageField: string): Picture {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return faulty(`The message is no JSON; it begins with "${shortened(beginning(bytes))}".`);
  }
  const image = valueAt(json, imageField);
  if (image === undefined || image === null) {
    return faulty(`The JSON message has no picture in its field "${imageField}".`, json);
  }
  if (typeof image === 'string') return { ...fromText(image), json };
  // Node-RED and Node.js write a Buffer in JSON as { type: 'Buffer', data: [bytes] }.
  const listed = valueAt(image, 'data');
  if (Array.isArray(listed) && listed.length > 0) return { ...encoded(Buffer.from(listed)), json };
  return faulty(`The field "${imageField}" of the JSON message holds no picture but ${kindOf(image)}.`, json);
}

/** Base64, in a data URI or bare, with line breaks or without. */
function fromText(text: string): Picture {
  const uri = /^\s*data:[^,]{0,200},/.exec(text.slice(0, 300));
  if (uri && !/;base64,$/i.test(uri[0])) return faulty('The data URI is not written in base64.');
  const start = uri ? uri[0].length : 0;
  if (!isBase64(text.slice(start, start + 64))) {
    return faulty(`The picture is not written in base64; it begins with "${shortened(text)}".`);
  }
  const data = Buffer.from(uri ? text.slice(start) : text, 'base64');
  return data.length === 0 ? faulty('The picture is empty.') : encoded(data);
}

function beginning(bytes: Buffer): string {
  return bytes.toString('latin1', 0, 64);
}

/** Printable throughout, UTF-8 included. */
function isText(start: string): boolean {
  return /^[\t\n\r -~\x80-\xff]*$/.test(start) && /[ -~]/.test(start) && !/[\x80-\xff]{16}/.test(start);
}

function isBase64(start: string): boolean {
  return /^\s*[A-Za-z0-9+/_-]{4}[A-Za-z0-9+/_\r\n-]*={0,2}\s*$/.test(start);
}

const signatures = [
  /^\xff\xd8\xff/,
  /^\x89PNG/,
  /^RIFF[\s\S]{4}WEBP/,
  /^II\*\0/,
  /^MM\0\*/,
  /^BM[\s\S]{4}\0\0\0\0/,
  /^GIF8/,
];

function hasSignature(bytes: Buffer): boolean {
  const start = beginning(bytes);
  return signatures.some((signature) => signature.test(start));
}

function shortened(text: string): string {
  const line = text
    .slice(0, 40)
    .replace(/[^ -~]+/g, ' ')
    .trim();
  return text.length > 40 ? `${line}...` : line;
}
