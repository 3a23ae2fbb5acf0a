import { DataType, type DataValue, type StatusCode } from 'node-opcua-client';
import type { RawLayout } from '../../models/frame/frame';

/** One picture as an OPC UA server gave it, with whatever else was read along with it. */
export interface Shot {
  image: Buffer;
  /** Why there is no picture that can be judged. */
  fault?: string;
  raw?: RawLayout;
  /** As read; undefined where the line has no such variable. */
  triggerId?: number;
  partId?: string;
  recipe?: string;
  capturedAt?: Date;
}

/** How bare pixels lie in an image variable; sizes that are read from variables are not in here. */
export interface RawSettings {
  channels: RawLayout['channels'];
  depth: RawLayout['depth'];
}

const nothing = Buffer.alloc(0);

/** The frame of a trigger that brought no picture. @param triggerId undefined where the line has no ids */
export function failedShot(error: unknown, triggerId?: number): Shot {
  return { image: nothing, triggerId, fault: error instanceof Error ? error.message : String(error) };
}

const statusName = (status: StatusCode) => status.name || status.toString();

/** ByteString and its subtypes arrive as a Buffer, arrays of Byte or UInt16 as typed arrays. */
function toBytes(value: unknown): Buffer | undefined {
  if (Buffer.isBuffer(value)) return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value) && value.every((one) => Number.isInteger(one) && one >= 0 && one <= 255)) {
    return Buffer.from(value);
  }
  return undefined;
}

/** The picture in a value; a status other than Good, or a value that is no picture, becomes the fault. */
export function readImage(value: DataValue): Pick<Shot, 'image' | 'fault' | 'capturedAt'> {
  const capturedAt = value.sourceTimestamp ?? value.serverTimestamp ?? undefined;
  const { statusCode } = value;
  if (!statusCode.isGood()) {
    return { image: nothing, capturedAt, fault: `the image variable's status is ${statusName(statusCode)}` };
  }
  const image = toBytes(value.value?.value);
  if (!image) {
    const type = DataType[value.value?.dataType ?? DataType.Null];
    return {
      image: nothing,
      capturedAt,
      fault: `the image variable holds ${type}, not a ByteString or bytes`,
    };
  }
  if (image.length === 0) return { image: nothing, capturedAt, fault: 'the image variable is empty' };
  return { image, capturedAt };
}

/** Joins the sizes read with the picture into a layout. @returns the layout, or why it does not fit the picture. */
export function rawLayout(
  settings: RawSettings,
  width: unknown,
  height: unknown,
  bytes: number,
): { raw: RawLayout } | { fault: string } {
  const [columns, rows] = [Number(width), Number(height)];
  if (!Number.isInteger(columns) || !Number.isInteger(rows) || columns < 1 || rows < 1) {
    return { fault: `width and height are ${width} x ${height}; whole numbers above 0 are needed` };
  }
  const needed = columns * rows * settings.channels * (settings.depth / 8);
  if (needed !== bytes) {
    return {
      fault: `${columns} x ${rows} pixels with ${settings.channels} channels of ${settings.depth} bit are ${needed} bytes; the image variable holds ${bytes}`,
    };
  }
  return { raw: { width: columns, height: rows, ...settings } };
}

/** Text of a String or LocalizedText value. */
export function toText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'object' && 'text' in value) return String(value.text ?? '');
  return String(value);
}
