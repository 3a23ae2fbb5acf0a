import { DataType, Variant, VariantArrayType } from 'node-opcua-client';
import type { FieldKind } from './fields';

/** What is known of a variable after reading its attributes once. */
export interface VariableType {
  dataType: DataType;
  /** -1 scalar, 1 one-dimensional array, and so on, as in the ValueRank attribute. */
  valueRank: number;
  writable: boolean;
}

const integers = new Map<DataType, [min: bigint, max: bigint]>([
  [DataType.SByte, [-128n, 127n]],
  [DataType.Byte, [0n, 255n]],
  [DataType.Int16, [-32768n, 32767n]],
  [DataType.UInt16, [0n, 65535n]],
  [DataType.Int32, [-2147483648n, 2147483647n]],
  [DataType.UInt32, [0n, 4294967295n]],
  [DataType.Int64, [-9223372036854775808n, 9223372036854775807n]],
  [DataType.UInt64, [0n, 18446744073709551615n]],
]);
const isReal = (type: DataType) => type === DataType.Float || type === DataType.Double;
const isText = (type: DataType) => type === DataType.String || type === DataType.LocalizedText;

const accepted: Record<FieldKind, string> = {
  flag: 'Boolean or an integer type',
  count: 'an integer type that is wide enough, Float or Double',
  real: 'Float or Double',
  text: 'String or LocalizedText',
  time: 'DateTime or String',
};

/** Largest whole number that a variable of this type holds exactly; 0 for types that hold none. */
function room(type: DataType): bigint {
  if (type === DataType.Float) return 1n << 24n;
  if (type === DataType.Double) return 1n << 53n;
  return integers.get(type)?.[1] ?? 0n;
}

/** Why a variable cannot take a field, as the second half of a sentence; undefined when it can. */
export function typeProblem(kind: FieldKind, largest: number, type: VariableType): string | undefined {
  const { dataType } = type;
  const name = DataType[dataType];
  if (type.valueRank >= 0) return `is an array of ${name}; a single value is needed`;
  const fits =
    (kind === 'flag' && (dataType === DataType.Boolean || integers.has(dataType))) ||
    (kind === 'count' && room(dataType) > 0n) ||
    (kind === 'real' && isReal(dataType)) ||
    (kind === 'text' && isText(dataType)) ||
    (kind === 'time' && (dataType === DataType.DateTime || dataType === DataType.String));
  if (!fits) return `is ${name}; ${accepted[kind]} is needed`;
  if (kind === 'count' && room(dataType) < BigInt(largest)) {
    return `is ${name}, which ends at ${room(dataType)}; the value goes up to ${largest}`;
  }
  if (!type.writable) return 'may not be written by this user';
  return undefined;
}

/** DateTime.MinValue, which says that there is no time. */
const noTime = new Date(Date.UTC(1601, 0, 1));

export type FieldValue = boolean | number | string | null | undefined;

function toInteger(value: FieldValue, type: DataType): bigint {
  const [min, max] = integers.get(type) ?? [0n, 0n];
  const number = Number(value ?? 0);
  const whole = Number.isFinite(number) ? BigInt(Math.round(number)) : 0n;
  return whole < min ? min : whole > max ? max : whole;
}

/** 64-bit integers travel in node-opcua as two 32-bit halves, high one first. */
function halves(whole: bigint): [number, number] {
  const bits = BigInt.asUintN(64, whole);
  return [Number(bits >> 32n), Number(bits & 0xffffffffn)];
}

/**
 * A field's value in the variable's own type. A missing number becomes NaN in a float and 0 in an integer, whole
 * numbers are limited to the type's range, a missing text is empty, what is no time is DateTime.MinValue.
 */
export function toVariant(value: FieldValue, dataType: DataType): Variant {
  if (dataType === DataType.Boolean) return new Variant({ dataType, value: Boolean(value) });
  if (dataType === DataType.Int64 || dataType === DataType.UInt64) {
    return new Variant({
      dataType,
      arrayType: VariantArrayType.Scalar,
      value: halves(toInteger(value, dataType)),
    });
  }
  if (integers.has(dataType)) return new Variant({ dataType, value: Number(toInteger(value, dataType)) });
  if (isReal(dataType)) {
    return new Variant({
      dataType,
      value: value === null || value === undefined ? Number.NaN : Number(value),
    });
  }
  if (dataType === DataType.DateTime) {
    const time = new Date(String(value ?? ''));
    return new Variant({ dataType, value: Number.isNaN(time.getTime()) ? noTime : time });
  }
  const text = value === null || value === undefined ? '' : String(value);
  return new Variant({ dataType, value: dataType === DataType.LocalizedText ? { text } : text });
}

/** A handshake variable's value as read: Booleans and whole numbers; everything else counts as nothing there. */
export function fromVariant(
  variant: Variant | undefined | null,
  kind: 'toggle' | 'counter',
): boolean | number {
  const raw: unknown = variant?.value;
  const number = Array.isArray(raw) ? Number(raw[0]) * 2 ** 32 + Number(raw[1]) : Number(raw ?? 0);
  if (kind === 'toggle') return number !== 0;
  return Number.isFinite(number) ? number : 0;
}
